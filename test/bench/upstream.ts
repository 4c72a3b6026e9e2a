// The server behind every proxy: one small static answer, counted, and a large one. nginx where it is installed, else
// an own one.

import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../support/needs.ts';
import type { Workplace } from './bench.ts';
import { probeBody, probePath } from './clients/probe.ts';
import { freePort, type Running } from './programs.ts';
import { nginxText } from './proxies/nginx.ts';

export type UpstreamPlan = {
  /** What the small answer says. */
  readonly body: string;
  /** At /large. */
  readonly largeBytes: number;
};

export type Upstream = Running &
  UpstreamPlan & {
    /** Answers given so far, each a 200. */
    served(): Promise<number>;
  };

const plan: UpstreamPlan = { body: 'x'.repeat(1024), largeBytes: 100_000_000 };

/** Starts it; its files are written into the folder of this run. */
export async function startUpstream(place: Workplace): Promise<Upstream> {
  const nginx = findProgram('nginx');
  const port = await freePort();
  const running = nginx ? await startNginx(nginx, place, port) : await startOwn(place, port);
  return { ...running, ...plan, served: () => served(port) };
}

/** Runs `use` with a server that is there for it alone. */
export async function withUpstream<T>(place: Workplace, use: (upstream: Upstream) => Promise<T>): Promise<T> {
  const upstream = await startUpstream(place);
  try {
    return await use(upstream);
  } finally {
    await upstream.stop();
  }
}

/** Both tell their count at the same place. */
async function served(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/served`)).text();
  const counted = /^\s*\d+ \d+ (\d+)\s*$/m.exec(text)?.[1];
  if (counted === undefined) throw new Error(`the upstream tells no count: ${text}`);
  return Number(counted);
}

function startNginx(nginx: string, { programs, folder }: Workplace, port: number): Promise<Running> {
  const home = mkdtempSync(join(folder, 'upstream-'));
  const large = join(home, 'large');
  writeFileSync(large, '');
  truncateSync(large, plan.largeBytes);
  const file = join(home, 'nginx.conf');
  writeFileSync(file, nginxText(home, 4096, site(port, home)));
  const parameters = ['-c', file, '-p', home, '-e', 'stderr'];
  return programs.start({ name: 'nginx', port, side: 'rest', command: nginx, parameters });
}

function site(port: number, home: string): string {
  return `  sendfile on;
  server {
    listen 127.0.0.1:${port} backlog=1024;
    location = /served { stub_status; }
    location = /large { default_type application/octet-stream; root ${home}; }
    location = ${probePath} { default_type text/html; return 200 '${probeBody}'; }
    location / { default_type text/html; return 200 '${plan.body}'; }
  }
`;
}

function startOwn({ programs }: Workplace, port: number): Promise<Running> {
  const script = join(import.meta.dirname, 'workers', 'upstream.ts');
  const parameters = [script, JSON.stringify({ ...plan, port })];
  return programs.start({
    name: 'an own server',
    port,
    side: 'rest',
    command: process.execPath,
    parameters,
  });
}
