// A server on raw sockets for machines without nginx: `upstream.ts PLAN` (JSON). One prepared answer for all, a
// large one of zeros at /large, and at /served how many it gave, in the words of nginx's stub_status.

import { createServer, type Socket } from 'node:net';
import { probeAnswer, probePath } from '../clients/probe.ts';
import type { UpstreamPlan } from '../upstream.ts';

const plan = JSON.parse(process.argv[2] ?? '') as UpstreamPlan & { readonly port: number };
const small = Buffer.from(head(plan.body.length) + plan.body);
const piece = Buffer.alloc(65_536);
let served = 0;

createServer({ noDelay: true }, (socket) => {
  let rest = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1');
    for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
      const target = rest.split(' ', 2)[1];
      rest = rest.slice(end + 4);
      served++;
      if (target === '/large') void sendLarge(socket);
      else if (target === '/served') {
        const text = ` 1 1 ${served} \n`;
        socket.write(head(text.length) + text);
      } else socket.write(target === probePath ? probeAnswer : small);
    }
  });
}).listen(plan.port, '127.0.0.1');

function head(length: number): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${length}\r\n\r\n`;
}

async function sendLarge(socket: Socket): Promise<void> {
  socket.write(head(plan.largeBytes));
  for (let left = plan.largeBytes; left > 0 && !socket.destroyed; left -= piece.length) {
    if (socket.write(left < piece.length ? piece.subarray(0, left) : piece)) continue;
    await new Promise<void>((resolve) => {
      socket.once('drain', resolve);
      socket.once('close', resolve);
    });
  }
}
