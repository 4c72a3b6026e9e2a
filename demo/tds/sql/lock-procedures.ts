// sp_getapplock and sp_releaseapplock: their parameters, their status numbers.

import type { LockOwner } from './app-locks.ts';
import { type LockMode, parseLockMode } from './rules/lock-modes.ts';
import { SqlError } from './rules/sql-error.ts';
import type { Given, Run } from './run.ts';

type Parameters = {
  readonly resource: string;
  readonly mode: LockMode;
  readonly owner: LockOwner;
  readonly timeoutMs: number;
};

/** Order of the parameters where they come without names. */
const getOrder = ['resource', 'lockmode', 'lockowner', 'locktimeout', 'dbprincipal'];
const releaseOrder = ['resource', 'lockowner', 'dbprincipal'];
const longestResource = 255;

/** 0 granted at once, 1 after waiting, -1 not in time, -999 for parameters it cannot take. */
export async function getAppLock(run: Run, given: readonly Given[]): Promise<number> {
  const parameters = readParameters(run, byName(given, getOrder), 'sp_getapplock');
  if (!parameters) return -999;
  const { resource, mode, owner, timeoutMs } = parameters;
  return run.engine.locks.acquire({
    session: run.session.id,
    resource,
    mode,
    owner,
    timeoutMs,
    signal: run.signal,
  });
}

/** 0 released; throws 1223 where the session does not hold it. */
export function releaseAppLock(run: Run, given: readonly Given[]): number {
  const values = byName(given, releaseOrder).set('lockmode', 'Exclusive');
  const parameters = readParameters(run, values, 'sp_releaseapplock');
  if (!parameters) return -999;
  if (run.engine.locks.release(run.session.id, parameters.resource, parameters.owner)) return 0;
  throw new SqlError(
    1223,
    `Cannot release the application lock (Database Principal: 'public', Resource: '${parameters.resource}') because it is not currently held.`,
  );
}

function byName(given: readonly Given[], order: readonly string[]): Map<string, Given['value']> {
  const values = new Map<string, Given['value']>();
  for (const [index, { name, value }] of given.entries()) {
    const key = (name ?? order[index] ?? '').toLowerCase();
    if (!order.includes(key)) {
      throw new SqlError(
        8144,
        'Procedure or function sp_getapplock or sp_releaseapplock has too many arguments specified.',
        { state: 2 },
      );
    }
    values.set(key, value);
  }
  return values;
}

function readParameters(
  run: Run,
  values: ReadonlyMap<string, Given['value']>,
  procedure: string,
): Parameters | undefined {
  for (const required of ['resource', 'lockmode']) {
    if (values.has(required)) continue;
    throw new SqlError(
      201,
      `Procedure or function '${procedure}' expects parameter '@${required}', which was not supplied.`,
      { state: 4 },
    );
  }
  const resource = String(values.get('resource') ?? '');
  const mode = parseLockMode(String(values.get('lockmode') ?? ''));
  const owner = String(values.get('lockowner') ?? 'Transaction').toLowerCase();
  if (!resource || resource.length > longestResource || !mode) return undefined;
  if (owner !== 'session' && owner !== 'transaction') return undefined;
  if (owner === 'transaction' && !run.session.transaction) return undefined;
  const timeoutMs = Number(values.get('locktimeout') ?? run.session.options.lockTimeoutMs);
  return { resource, mode, owner: owner === 'session' ? 'Session' : 'Transaction', timeoutMs };
}
