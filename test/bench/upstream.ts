// The server behind every proxy: one small static answer, counted. nginx where it is installed, else an own one.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../support/needs.ts';
import { freePort, type Running, startProgram } from './running.ts';

export type Upstream = Running & {
  /** What every answer says. */
  readonly body: string;
  /** Answers given so far, each a 200. */
  served(): Promise<number>;
};

const body = 'x'.repeat(1024);

/** Starts it; files it needs are written into `folder`. */
export async function startUpstream(folder: string): Promise<Upstream> {
  const nginx = findProgram('nginx');
  const port = await freePort();
  const running = nginx ? await startNginx(nginx, folder, port) : await startOwn(port);
  return { ...running, body, served: () => served(port) };
}

/** Both tell their count at the same place; asking is not counted here. */
async function served(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/served`)).text();
  const counted = /^\s*\d+ \d+ (\d+)\s*$/m.exec(text)?.[1];
  if (counted === undefined) throw new Error(`the upstream tells no count: ${text}`);
  return Number(counted);
}

function startNginx(nginx: string, folder: string, port: number): Promise<Running> {
  const home = join(folder, 'upstream');
  mkdirSync(home);
  const file = join(home, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off;
worker_processes 1;
pid ${home}/nginx.pid;
error_log stderr;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path ${home};
  proxy_temp_path ${home};
  fastcgi_temp_path ${home};
  uwsgi_temp_path ${home};
  scgi_temp_path ${home};
  server {
    listen 127.0.0.1:${port} backlog=1024;
    location = /served { stub_status; }
    location / { default_type text/html; return 200 '${body}'; }
  }
}
`,
  );
  const parameters = ['-c', file, '-p', home, '-e', 'stderr'];
  return startProgram({ name: 'nginx', port, side: 'rest', command: nginx, parameters });
}

function startOwn(port: number): Promise<Running> {
  const script = join(import.meta.dirname, 'upstream-worker.ts');
  const parameters = [script, String(port), String(body.length)];
  return startProgram({ name: 'an own server', port, side: 'rest', command: process.execPath, parameters });
}
