// Sends one large body from this process, as fast as it is taken.

import { connect } from 'node:net';
import { readAnswer } from './answer.ts';

const piece = Buffer.alloc(262_144);

/** Resolves with the text of the answer's body; rejects where it is not a whole 200. */
export function upload(port: number, bytes: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let left = bytes;
  let text = '';
  const socket = connect({ port, host: '127.0.0.1' });
  const send = () => {
    while (left > 0) {
      const next = left < piece.length ? piece.subarray(0, left) : piece;
      left -= next.length;
      if (!socket.write(next)) return;
    }
  };
  socket.write(
    `POST /CRM/eware.dll/Do HTTP/1.1\r\nHost: crm.example.com\r\nContent-Type: application/octet-stream\r\nContent-Length: ${bytes}\r\n\r\n`,
  );
  socket.on('connect', send);
  socket.on('drain', send);
  socket.on('error', reject);
  socket.on('close', () =>
    reject(new Error(`port ${port}: no whole answer, ${left} bytes were left to send`)),
  );
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const answer = readAnswer(text);
    if (answer.kind === 'incomplete') return;
    if (answer.kind === 'whole') resolve(answer.body);
    socket.destroy();
  });
  return promise;
}
