// The measured opponent in a process of its own: `http-proxy.ts PLAN` (JSON).

import { readFileSync } from 'node:fs';
import { Agent, createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import httpProxy from 'http-proxy';
import type { Target } from '../bench.ts';

type Plan = Target & { readonly port: number; readonly kept: boolean };

const { port, upstreamPort, tls, kept } = JSON.parse(process.argv[2] ?? '') as Plan;
const proxy = httpProxy.createProxyServer({
  target: `http://127.0.0.1:${upstreamPort}`,
  ...(kept ? { agent: new Agent({ keepAlive: true, maxSockets: 1000 }) } : {}),
  xfwd: true,
});
// Without an agent it asks the server to close, hears that it will, and would tell the browser the same. Browsers keep
// their connections here as with everybody else.
proxy.on('proxyRes', ({ headers }) => {
  delete headers.connection;
});
// Its own answer for what a server did not answer; without it the process would end.
proxy.on('error', (_error, _request, response) => {
  if ('writeHead' in response && !response.headersSent) response.writeHead(502);
  response.end();
});
const listener: RequestListener = (request, response) => proxy.web(request, response);
const server = tls
  ? createTlsServer(
      {
        key: readFileSync(tls.keyFile),
        cert: readFileSync(tls.certificateFile),
        keepAliveTimeout: 75_000,
      },
      listener,
    )
  : createServer({ keepAliveTimeout: 75_000 }, listener);
server.listen(port, '127.0.0.1');
