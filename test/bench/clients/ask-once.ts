// One request, one whole answer, in this process.

import { readAnswer } from './answer.ts';
import { openSocket } from './open-socket.ts';

/** Resolves with the answer's text; rejects where it is not a whole 200. */
export function askOnce({ port, tls }: { readonly port: number; readonly tls: boolean }, request: string) {
  return new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = openSocket(port, tls, () => socket.write(request, 'latin1'));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`no whole answer, only: ${text.slice(0, 500)}`)));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const { kind } = readAnswer(text);
      if (kind === 'incomplete') return;
      if (kind === 'whole') resolve(text);
      socket.destroy();
    });
  });
}
