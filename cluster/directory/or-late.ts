// Waiting for the database no longer than somebody else waits for us.

import { DatabaseError } from '../errors.ts';

/** What `work` comes to; rejects with `CLU_DATABASE_TIMEOUT` once `limit` ends. Left, it goes on unobserved. */
export async function orLate<Value>(work: Promise<Value>, limit: AbortSignal): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(late(limit.reason));
  limit.addEventListener('abort', giveUp, { once: true });
  if (limit.aborted) giveUp();
  try {
    return await Promise.race([promise, work]);
  } finally {
    limit.removeEventListener('abort', giveUp);
  }
}

function late(cause: unknown): DatabaseError {
  const failure = {
    code: 'CLU_DATABASE_TIMEOUT' as const,
    number: undefined,
    text: 'The database did not tell the settings of the CRM in time.',
    mend: 'See what holds the database server up (fairlead status), then ask again.',
  };
  return new DatabaseError(failure, { cause });
}
