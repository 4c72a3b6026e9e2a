// nginx as a proxy: one worker, kept connections to the servers, uploads passed on as they come, a log of requests.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProxyMaker, Target, Workplace } from '../bench.ts';
import { freePort } from '../programs.ts';

export function nginxMaker({ programs, folder }: Workplace, program: string): ProxyMaker {
  return {
    name: 'nginx',
    async start({ upstreamPort, tls }) {
      const port = await freePort();
      const home = mkdtempSync(join(folder, 'nginx-'));
      const file = join(home, 'nginx.conf');
      writeFileSync(file, nginxText(home, 12_000, site({ port, upstreamPort, tls, home })));
      const parameters = ['-c', file, '-p', home, '-e', 'stderr'];
      return programs.start({ name: 'nginx', port, side: 'proxy', command: program, parameters });
    },
  };
}

/** A whole configuration in the foreground, which writes into its own folder only. */
export function nginxText(home: string, connections: number, http: string): string {
  // Started by root its workers would be somebody else, who may not read that folder.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  return `daemon off;
${user}worker_processes 1;
pid ${home}/nginx.pid;
error_log stderr error;
events { worker_connections ${connections}; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path ${home};
  proxy_temp_path ${home};
  fastcgi_temp_path ${home};
  uwsgi_temp_path ${home};
  scgi_temp_path ${home};
${http}}
`;
}

function site({
  port,
  upstreamPort,
  tls,
  home,
}: Target & { readonly port: number; readonly home: string }): string {
  const secure = tls && `ssl_certificate ${tls.certificateFile}; ssl_certificate_key ${tls.keyFile};`;
  return `  upstream servers { server 127.0.0.1:${upstreamPort}; keepalive 256; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port} backlog=1024${tls ? ' ssl' : ''};
    ${secure ?? ''}
    client_max_body_size 0;
    access_log ${home}/access.log combined buffer=64k flush=1s;
    location / {
      proxy_pass http://servers;
      proxy_http_version 1.1;
      proxy_request_buffering off;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
    }
  }
`;
}
