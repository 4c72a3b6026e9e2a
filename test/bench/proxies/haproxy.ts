// HAProxy as it is set up for such a site: one thread, cookie persistence, kept connections to the servers, a log of
// requests in a file as Fairlead writes one.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProxyMaker, Workplace } from '../bench.ts';
import { freePort } from '../programs.ts';

export function haproxyMaker({ programs, folder }: Workplace, program: string): ProxyMaker {
  return {
    name: 'haproxy',
    async start({ upstreamPort, tls }) {
      const port = await freePort();
      const home = mkdtempSync(join(folder, 'haproxy-'));
      const file = join(home, 'haproxy.cfg');
      writeFileSync(file, configuration(port, upstreamPort, tls?.bothFile));
      return programs.start({
        name: 'haproxy',
        port,
        side: 'proxy',
        command: program,
        parameters: ['-db', '-f', file],
        logFile: join(home, 'access.log'),
      });
    },
  };
}

/** With more connections than the system lets a process have it would not start, but for `no strict-limits`. */
function configuration(port: number, upstreamPort: number, certificate: string | undefined): string {
  return `global
  nbthread 1
  maxconn 12000
  no strict-limits
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  timeout client 75s
  timeout server 600s
  timeout connect 3s
  timeout http-request 10s
  timeout http-keep-alive 75s
  option forwardfor
  http-reuse always
frontend crm
  bind 127.0.0.1:${port}${certificate === undefined ? '' : ` ssl crt ${certificate}`}
  default_backend servers
backend servers
  cookie fairlead insert indirect nocache httponly
  server crm01 127.0.0.1:${upstreamPort} cookie crm01
`;
}
