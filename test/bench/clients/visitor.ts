// One browser in this process: asks, keeps its connection, connects again where it was closed.

import type { Socket } from 'node:net';
import { readAnswer } from './answer.ts';
import { openSocket } from './open-socket.ts';

export type Visitor = {
  /** `wrong`: not a whole 200 with the right body. `none`: the connection was closed, or nothing came for 10 s. */
  ask(): Promise<'right' | 'wrong' | 'none'>;
  leave(): void;
};

const patienceMs = 10_000;
const request = 'GET /CRM/eware.dll/Do?SID=123456789012345&Act=432 HTTP/1.1\r\nHost: crm.example.com\r\n\r\n';

/** The body of every right answer is `right`. */
export function createVisitor(port: number): Visitor {
  let socket: Socket | undefined;
  let text = '';
  let tell: ((answer: 'right' | 'wrong' | 'none') => void) | undefined;

  const open = () => {
    const opened = openSocket(port, false, () => undefined);
    opened.on('error', () => opened.destroy());
    opened.on('close', () => {
      if (socket !== opened) return;
      socket = undefined;
      tell?.('none');
    });
    opened.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const answer = readAnswer(text);
      if (answer.kind === 'incomplete') return;
      const right = answer.kind === 'whole' && answer.body === 'right';
      if (answer.kind === 'wrong' || answer.closes) {
        socket = undefined;
        opened.destroy();
      }
      tell?.(right ? 'right' : 'wrong');
    });
    return opened;
  };

  return {
    async ask() {
      const { promise, resolve } = Promise.withResolvers<'right' | 'wrong' | 'none'>();
      text = '';
      tell = resolve;
      const timer = setTimeout(() => socket?.destroy(), patienceMs);
      socket ??= open();
      socket.write(request);
      const answer = await promise;
      clearTimeout(timer);
      tell = undefined;
      return answer;
    },
    leave: () => socket?.destroy(),
  };
}
