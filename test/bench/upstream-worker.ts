// A server on raw sockets for machines without nginx: `upstream-worker.ts PORT BYTES`. One prepared answer for all,
// and at /served how many it gave, in the words of nginx's stub_status.

import { createServer } from 'node:net';

const port = Number(process.argv[2]);
const body = 'x'.repeat(Number(process.argv[3]));
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
);
let served = 0;

createServer({ noDelay: true }, (socket) => {
  let rest = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1');
    for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
      const asksForCount = rest.startsWith('GET /served ');
      rest = rest.slice(end + 4);
      served++;
      if (!asksForCount) socket.write(answer);
      else {
        const text = ` 1 1 ${served} \n`;
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
      }
    }
  });
}).listen(port, '127.0.0.1');
