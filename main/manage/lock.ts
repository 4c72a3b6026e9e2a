// Lock System joined: what the database says of it goes to the traffic and to those who ask; operators lock and unlock.
// Holds no rules.

import { isDeepStrictEqual } from 'node:util';
import { bind, type OperationAnswer, refused } from '../../admin/operation.ts';
import { type LockDocument, lockSystem, showLock, unlockSystem } from '../../admin/operations/lock.ts';
import { isoTime } from '../../admin/rules/iso-time.ts';
import { DatabaseError } from '../../cluster/errors.ts';
import { type LockState, lockStateOf } from '../../cluster/lock/rules/lock-state.ts';
import { createLockDesk, type LockChange, type LockDesk } from '../../cluster/lock/system-lock.ts';
import type { SystemLock } from '../../cluster/model.ts';
import { loadStatements } from '../../cluster/sql/statements.ts';
import type { LeadershipPart } from './leadership.ts';
import { notLeader } from './not-leader.ts';
import type { ManageContext, ManagedPart } from './part.ts';
import type { MetadataRefresh, RefreshMetadata } from './refresh-metadata.ts';

export type LockPart = ManagedPart & {
  /** For those who must not begin something while the CRM is locked, or only while it is. */
  state(): LockState;
  /** What whoever locked it logs on as; undefined where nobody knows (yet). */
  name(): string | undefined;
  /** What the page of a locked CRM says: that it is worked on, and when that ends; undefined: that it is locked. */
  tellWork(work: { readonly endMs: number | undefined } | undefined): void;
  /** For those who lock and unlock by themselves; says what happened in one sentence. */
  change(wish: 'lock' | 'unlock'): Promise<{ readonly ok: boolean; readonly text: string }>;
};

type Known = {
  lock: SystemLock | undefined;
  name: string | undefined;
  work: { readonly endMs: number | undefined } | undefined;
};

const unchanged: MetadataRefresh = { refreshed: [], left: [] };

export type LockWorld = {
  readonly leadership: Pick<LeadershipPart, 'isLeader' | 'view'>;
  /** Asked for after each change. */
  readonly refresh: RefreshMetadata;
};

/** What the lock is becomes known with the topology. */
export function createLockPart(context: ManageContext, { leadership, refresh }: LockWorld): LockPart {
  const { parts, nowMs } = context;
  const known: Known = { lock: undefined, name: undefined, work: undefined };
  const desk = makeDesk(context);
  const state = () => lockStateOf(known.lock, nowMs());
  const setLock = newsOf(parts.traffic.setLock);
  const tellTraffic = () => {
    const own = parts.current.configuration.lock.page === 'own';
    const now = state();
    const { name: by, work } = known;
    // Who meets no server since a run has them all out reads so, also where the lock of the CRM has lapsed. A server that
    // is back takes log-ons at once.
    const unlocked = work && { by, untilMs: 0, work };
    setLock(own && now.locked ? { by, untilMs: now.endsAtMs, work } : unlocked);
  };
  const take = async (lock: SystemLock | undefined) => {
    const another = lock?.lockedBy !== known.lock?.lockedBy;
    known.lock = lock;
    if (another) known.name = undefined;
    tellTraffic();
    if (!another || lock === undefined) return;
    const name = await nameOf(context, desk, lock.lockedBy);
    if (known.lock?.lockedBy !== lock.lockedBy) return;
    known.name = name;
    tellTraffic();
  };
  const document = (changed: boolean, refresh: MetadataRefresh) =>
    lockDocument({
      changed,
      refresh,
      now: state(),
      name: known.name,
      page: parts.current.configuration.lock.page,
    });
  const change = async (wish: 'lock' | 'unlock', force: boolean): Promise<OperationAnswer<LockDocument>> => {
    if (!leadership.isLeader()) return notLeader(leadership.view().failure);
    let done: LockChange;
    try {
      done = await desk.change(wish, force);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      return refused(503, 'database', error.failure);
    }
    if (done.kind === 'held') return held(done.by, wish);
    if (done.kind === 'failed') return refused(409, 'not-changed', { text: done.text, mend: mendOfRows });
    await take(done.lock);
    const told = done.kind === 'changed' ? await refresh() : unchanged;
    return { ok: true, value: document(done.kind === 'changed', told) };
  };
  let timer: NodeJS.Timeout | undefined;
  const stop = parts.directory.onTopology(({ flags }) => void take(flags.lock));
  return {
    state,
    name: () => known.name,
    tellWork(work) {
      known.work = work;
      tellTraffic();
    },
    change: async (wish) => toldOf(await change(wish, false)),
    operations: [
      bind(showLock, () => ({ ok: true, value: document(false, unchanged) })),
      bind(lockSystem, () => change('lock', false)),
      bind(unlockSystem, ({ force }) => change('unlock', force ?? false)),
    ],
    start() {
      // A reload may have changed whose page is shown.
      timer = setInterval(tellTraffic, lookMs);
      void take(parts.directory.topology()?.flags.lock);
    },
    async close() {
      clearInterval(timer);
      stop();
    },
  };
}

/** Tells only what is another value than it told before. */
function newsOf<Value>(tell: (value: Value | undefined) => void): typeof tell {
  let told: Value | undefined;
  return (value) => {
    if (isDeepStrictEqual(value, told)) return;
    told = value;
    tell(value);
  };
}

function toldOf(answer: OperationAnswer<LockDocument>): { readonly ok: boolean; readonly text: string } {
  if (!answer.ok) return { ok: false, text: answer.text };
  return { ok: true, text: answer.value.locked ? 'the CRM is locked' : 'the CRM is not locked' };
}

type Said = {
  readonly changed: boolean;
  readonly refresh: MetadataRefresh;
  readonly now: LockState;
  readonly name: string | undefined;
  readonly page: LockDocument['page'];
};

function lockDocument({ changed, refresh, now, name, page }: Said): LockDocument {
  return {
    version: 1,
    locked: now.locked,
    by: now.locked ? now.by : null,
    name: (now.locked && name) || null,
    since: now.locked && now.sinceMs !== undefined ? isoTime(now.sinceMs) : null,
    endsAt: now.locked && now.endsAtMs !== undefined ? isoTime(now.endsAtMs) : null,
    page,
    changed,
    refreshed: [...refresh.refreshed],
    toRefresh: [...refresh.left],
  };
}

const lookMs = 1000;
const mendOfRows = 'Look at the settings table: each of the two rows must be there once. Then try again.';

function makeDesk({ parts, nowMs }: ManageContext): LockDesk {
  return createLockDesk({
    query: parts.directory.query,
    settings() {
      const { sql, parameters, lock } = parts.current.profile;
      const { lockedBy, lockedSince } = parameters;
      return {
        ...lock,
        statements: loadStatements(sql, parameters.secret.length),
        names: { lockedBy, lockedSince },
      };
    },
    nowMs,
  });
}

/** A database that does not tell names is no reason not to tell that the CRM is locked. */
async function nameOf({ logger }: ManageContext, desk: LockDesk, user: string): Promise<string | undefined> {
  try {
    return await desk.nameOf(user);
  } catch (error) {
    logger.warn({ err: error }, `nobody tells who user ${user} is: ${(error as Error).message}`);
    return undefined;
  }
}

function held(by: string, wish: 'lock' | 'unlock'): OperationAnswer<never> {
  const text = `The CRM is locked by user ${by}.`;
  const mend =
    wish === 'lock'
      ? 'Have that user unlock it, wait until the lock lapses, or unlock it with --force first.'
      : 'It is not a lock of Fairlead. Ask that user; --force takes it away all the same.';
  return refused(409, 'locked-by-another', { text, mend });
}
