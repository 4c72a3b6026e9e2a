// The audit: one line a deed, in a file that only grows. A deed is written and on the disk before it is answered.

import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInTurn } from '../in-turn.ts';

/** Who did or tried what. Texts hold no secret: operations are never given one. */
export type Deed = {
  /** Name of the operation, such as `server.drain`. */
  readonly operation: string;
  readonly by: string;
  /** Address it came from; `here` for what Fairlead did by itself. */
  readonly from: string;
  readonly input: unknown;
  /** `done`, or the code of the refusal. */
  readonly outcome: string;
  /** Why not, where it was refused. */
  readonly because?: string | undefined;
};

export type Audit = {
  /** Resolves when the line is on the disk; rejects with the error of the disk. */
  write(deed: Deed): Promise<void>;
  close(): Promise<void>;
};

/** Opens (or begins) the file at the first deed. `nowMs` is the time of the lines. */
export function createAudit(path: string, nowMs: () => number): Audit {
  let file: FileHandle | undefined;
  const turns = createInTurn();
  const append = async (line: string) => {
    file ??= await opened(path);
    await file.appendFile(line);
    await file.datasync();
  };
  return {
    write(deed) {
      const line = `${JSON.stringify({ at: new Date(nowMs()).toISOString(), ...deed })}\n`;
      return turns.run(() => append(line));
    },
    async close() {
      await turns.settled();
      await file?.close();
      file = undefined;
    },
  };
}

async function opened(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  return open(path, 'a', 0o600);
}
