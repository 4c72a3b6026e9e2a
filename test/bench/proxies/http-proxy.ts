// http-proxy, the usual way to put a proxy in front of something in Node; see workers/http-proxy.ts.

import { join } from 'node:path';
import type { ProxyMaker, Workplace } from '../bench.ts';
import { freePort } from '../programs.ts';

const worker = join(import.meta.dirname, '..', 'workers', 'http-proxy.ts');

export function httpProxyMaker({ programs }: Workplace): ProxyMaker {
  return {
    name: 'http-proxy',
    async start(target) {
      const port = await freePort();
      return programs.start({
        name: 'http-proxy',
        port,
        side: 'proxy',
        command: process.execPath,
        parameters: [worker, JSON.stringify({ ...target, port })],
      });
    },
  };
}
