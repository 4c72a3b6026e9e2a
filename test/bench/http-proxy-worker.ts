// The measured opponent in a process of its own: `http-proxy-worker.ts PORT UPSTREAM_PORT`, with kept connections.

import { Agent, createServer } from 'node:http';
import httpProxy from 'http-proxy';

const [port, upstreamPort] = process.argv.slice(2);
const proxy = httpProxy.createProxyServer({
  target: `http://127.0.0.1:${upstreamPort}`,
  agent: new Agent({ keepAlive: true, maxSockets: 1000 }),
  xfwd: true,
});
proxy.on('error', (error) => console.error(error));
createServer({ keepAliveTimeout: 75_000 }, (request, response) => proxy.web(request, response)).listen(
  Number(port),
  '127.0.0.1',
);
