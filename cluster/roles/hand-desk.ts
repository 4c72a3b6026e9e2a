// Instructions that wait for a person, for servers without SSH: shown, answered once, forgotten when nobody waits for the
// answer any more. What an answer means is somebody else's.

import type { AskPerson, HandAnswer } from '../remote/by-hand.ts';
import type { Instruction } from '../remote/rules/instruction.ts';

export type WaitingInstruction = {
  /** What it is answered by; of this process only. */
  readonly id: string;
  readonly instruction: Instruction;
  readonly sinceMs: number;
};

export type HandDesk = {
  readonly askPerson: AskPerson;
  waiting(): readonly WaitingInstruction[];
  /** False where no such instruction waits. */
  answer(id: string, answer: HandAnswer): boolean;
};

export function createHandDesk(nowMs: () => number): HandDesk {
  const open = new Map<string, WaitingInstruction & { readonly take: (answer: HandAnswer) => void }>();
  let count = 0;
  return {
    async askPerson(_server, instruction, signal) {
      count += 1;
      const id = String(count);
      const answered = Promise.withResolvers<HandAnswer>();
      const giveUp = () => answered.reject(signal?.reason);
      signal?.addEventListener('abort', giveUp, { once: true });
      open.set(id, { id, instruction, sinceMs: nowMs(), take: answered.resolve });
      try {
        return await answered.promise;
      } finally {
        open.delete(id);
        signal?.removeEventListener('abort', giveUp);
      }
    },
    waiting: () => [...open.values()].map(({ id, instruction, sinceMs }) => ({ id, instruction, sinceMs })),
    answer(id, answer) {
      const found = open.get(id);
      found?.take(answer);
      return found !== undefined;
    },
  };
}
