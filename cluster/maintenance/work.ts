// Long statements on a connection of their own, away from the polls: cancellable, with how far they are asked of the
// server on a second connection. Both are open only while there is work (crm-facts F5). Knows no tasks.

import type { DatabaseSettings } from '../directory/database-settings.ts';
import { messageOf, serverMessagesOf } from '../directory/driver-error.ts';
import { createPacer } from '../directory/pacer.ts';
import { createDatabase, type Database, type Parameters, type Row } from '../directory/pool.ts';
import { ClusterError, DatabaseError } from '../errors.ts';
import { workFailure } from './rules/work-failure.ts';
import { maintenanceSql } from './sql.ts';

/** How far a statement is. */
export type Progress = { readonly command: string; readonly percent: number };

export type RunOptions = {
  /** Ends the statement; the server undoes what it had not finished. */
  readonly signal?: AbortSignal | undefined;
  /** Called every few seconds while the statement runs, where the server tells it. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
};

export type Work = {
  /** Rejects with `DatabaseError`, in words for who keeps the database, or with `CLU_CANCELLED`. */
  run(statement: string, parameters?: Parameters, options?: RunOptions): Promise<readonly Row[]>;
  close(): Promise<void>;
};

export type WorkOptions = {
  readonly settings: DatabaseSettings;
  /** `connection.sql`, as the pool wants it. */
  readonly connectionStatement: string;
  /** No statement takes longer. */
  readonly limitMs: number;
  readonly progressMs: number;
  readonly onProblem: (problem: Error) => void;
};

/** Opens nothing before the first statement. */
export function openWork(options: WorkOptions): Work {
  const { settings, limitMs, progressMs, onProblem } = options;
  const doing = openOne(options, { ...settings, requestTimeoutMs: limitMs });
  const watching = openOne(options, settings);

  /** Asks again and again, one question after the other; gives the way to stop. What fails is told once and not asked on. */
  function watch(session: number, tell: (progress: Progress) => void): () => void {
    let stopped = false;
    const ask = async () => {
      const [row] = await watching.query(maintenanceSql.progress, { session });
      const percent = Number(row?.percent);
      if (stopped) return;
      if (row !== undefined && Number.isFinite(percent)) tell({ command: String(row.command), percent });
      timer = setTimeout(again, progressMs);
    };
    const again = () => void ask().catch((error) => (stopped ? undefined : onProblem(error)));
    let timer = setTimeout(again, progressMs);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }

  return {
    async run(statement, parameters = {}, { signal, onProgress } = {}) {
      let stop: (() => void) | undefined;
      try {
        if (onProgress !== undefined) {
          const [row] = await doing.query(maintenanceSql.session, {}, { signal });
          stop = watch(Number(row?.session), onProgress);
        }
        return await doing.query(statement, parameters, { signal });
      } catch (error) {
        throw told(error, signal);
      } finally {
        stop?.();
      }
    },
    async close() {
      await Promise.all([doing.close(), watching.close()]);
    },
  };
}

/** One connection: what is said of it then holds for the next statement too. */
function openOne({ connectionStatement, onProblem }: WorkOptions, settings: DatabaseSettings): Database {
  return createDatabase({
    settings: { ...settings, connections: 1 },
    connectionStatement,
    pacer: createPacer(workPace),
    onProblem,
  });
}

/** Hundreds of small indexes one after the other must not take hours; at once they never are. */
const workPace = { limit: 20, withinMs: 1_000 } as const;

function told(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted)
    return new ClusterError('CLU_CANCELLED', 'It was cancelled; the server undid what was not finished.', {
      cause: error,
    });
  if (!(error instanceof DatabaseError)) return error;
  const messages = serverMessagesOf(error.cause);
  return new DatabaseError(workFailure(error.failure, messages), { cause: error.cause ?? messageOf(error) });
}
