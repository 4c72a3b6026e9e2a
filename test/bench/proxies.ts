// What is compared: Fairlead with every feature on, http-proxy, and HAProxy and nginx where they are installed.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineName } from '../support/front.ts';
import { findProgram } from '../support/needs.ts';
import { freePort, type Running, startProgram } from './running.ts';

export type ProxyPlan = {
  readonly folder: string;
  readonly upstreamPort: number;
  readonly engines: readonly EngineName[];
};

/** Starts all of them; `missing` says what could not be compared and why. */
export async function startProxies(
  plan: ProxyPlan,
): Promise<{ readonly proxies: Running[]; readonly missing: string[] }> {
  const proxies: Running[] = [];
  const missing: string[] = [];
  try {
    const haproxy = findProgram('haproxy');
    if (haproxy) proxies.push(await startHaproxy(haproxy, plan));
    else missing.push('haproxy is not installed (Debian: apt-get install haproxy)');
    const nginx = findProgram('nginx');
    if (nginx) proxies.push(await startNginx(nginx, plan));
    else missing.push('nginx is not installed (Debian: apt-get install nginx)');
    for (const engine of plan.engines) {
      const log = join(plan.folder, `access-${engine}.log`);
      proxies.push(await startScript(`fairlead (${engine})`, 'front-worker.ts', [engine, log], plan));
    }
    proxies.push(await startScript('http-proxy', 'http-proxy-worker.ts', [], plan));
  } catch (error) {
    for (const proxy of proxies) await proxy.stop();
    throw error;
  }
  return { proxies, missing };
}

/** Workers take their port, the upstream's, and what else they need. */
async function startScript(
  name: string,
  script: string,
  more: readonly string[],
  plan: ProxyPlan,
): Promise<Running> {
  const port = await freePort();
  const parameters = [join(import.meta.dirname, script), String(port), String(plan.upstreamPort), ...more];
  return startProgram({ name, port, side: 'proxy', command: process.execPath, parameters });
}

async function startHaproxy(haproxy: string, plan: ProxyPlan): Promise<Running> {
  const port = await freePort();
  const file = join(plan.folder, 'haproxy.cfg');
  writeFileSync(
    file,
    `global
  nbthread 1
  maxconn 4000
defaults
  mode http
  timeout client 75s
  timeout server 600s
  timeout connect 3s
  timeout http-request 10s
  option forwardfor
  http-reuse always
frontend crm
  bind 127.0.0.1:${port}
  default_backend servers
backend servers
  cookie fairlead insert indirect nocache httponly
  server crm01 127.0.0.1:${plan.upstreamPort} cookie crm01
`,
  );
  const parameters = ['-db', '-f', file];
  return startProgram({ name: 'haproxy', port, side: 'proxy', command: haproxy, parameters });
}

async function startNginx(nginx: string, plan: ProxyPlan): Promise<Running> {
  const port = await freePort();
  const home = join(plan.folder, 'nginx');
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
  upstream servers { server 127.0.0.1:${plan.upstreamPort}; keepalive 256; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port} backlog=1024;
    location / {
      proxy_pass http://servers;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
    }
  }
}
`,
  );
  const parameters = ['-c', file, '-p', home, '-e', 'stderr'];
  return startProgram({ name: 'nginx', port, side: 'proxy', command: nginx, parameters });
}
