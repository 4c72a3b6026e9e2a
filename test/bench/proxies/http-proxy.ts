// http-proxy, the usual way to put a proxy in front of something in Node; see workers/http-proxy.ts.

import { join } from 'node:path';
import type { ProxyMaker, Workplace } from '../bench.ts';
import { freePort } from '../programs.ts';

const worker = join(import.meta.dirname, '..', 'workers', 'http-proxy.ts');

/** As it comes it opens a connection to the server for each request; `kept`: with an agent that keeps them. */
export function httpProxyMaker({ programs }: Workplace, kept: boolean): ProxyMaker {
  const name = kept ? 'http-proxy, kept connections' : 'http-proxy';
  return {
    name,
    async start(target) {
      const port = await freePort();
      return programs.start({
        name,
        port,
        side: 'proxy',
        command: process.execPath,
        parameters: [worker, JSON.stringify({ ...target, port, kept })],
      });
    },
  };
}
