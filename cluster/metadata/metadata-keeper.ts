// Keeps the metadata of all servers as new as the database's (F5): look, name the next step, do it, record it, look
// again. What the next step is stands in rules/next-reload.ts.

import { DatabaseError } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import type { Server, ServerId } from '../model.ts';
import { createMetadataBooks } from './metadata-books.ts';
import { lookStatement } from './metadata-crm.ts';
import { decide, type KeeperOptions, type KeeperState, type MetadataView, viewOf } from './metadata-state.ts';
import { askStamp, reloadServer } from './reload-server.ts';
import { nextChange, readLook, stampToProve } from './rules/stamp.ts';

export type ReloadEnd = { readonly server: Server; readonly ok: boolean; readonly text: string };

export type MetadataKeeper = {
  view(): MetadataView;
  /** A person wants these loaded; looks again at once. */
  ask(ids: readonly ServerId[], how: 'asked' | 'forced'): void;
  /** A person has done it. */
  confirm(id: ServerId): void;
  /** The server was down and answers again: what it loads now is new. */
  hasStarted(id: ServerId): void;
  /** Looks at once; resolves when that look is done and what follows of it has begun. */
  lookNow(): Promise<void>;
  onReload(listener: (end: ReloadEnd) => void): () => void;
  start(): void;
  /** Ends what runs; a server that was asked goes on loading by itself. */
  close(): Promise<void>;
};

/** Looks at nothing before `start` or `lookNow`. */
export function createMetadataKeeper(options: KeeperOptions): MetadataKeeper {
  const stop = new AbortController();
  const ends = createListeners<[ReloadEnd]>(options.onProblem);
  const state: KeeperState = {
    ...options,
    books: createMetadataBooks(),
    failure: undefined,
    signal: stop.signal,
  };
  const running = new Map<ServerId, Promise<void>>();
  let recalled: Promise<void> | undefined;
  let turning: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const reload = async (server: Server) => {
    const end = await reloadOne(state, server);
    running.delete(server.id);
    if (end !== undefined) ends.tell(end);
    if (!stop.signal.aborted) void inTurn(lookAtServers);
  };
  const turn = async (see: (state: KeeperState) => Promise<void>) => {
    recalled ??= recall(state);
    await recalled;
    if (state.settings().reload !== 'off') {
      await see(state);
      for (const server of await toReload(state)) running.set(server.id, reload(server));
    }
    clearTimeout(timer);
    if (!stop.signal.aborted) timer = setTimeout(lookNow, nextLookMs(state));
  };
  // One turn after another: what a reload leaves behind must be seen by the next decision.
  const inTurn = (see: (state: KeeperState) => Promise<void>): Promise<void> => {
    const next = (turning ?? Promise.resolve()).then(() => (stop.signal.aborted ? undefined : turn(see)));
    turning = next.catch((error: Error) => options.onProblem(error));
    return turning;
  };
  const lookNow = () => inTurn(lookAtAll);
  return {
    view: () => viewOf(state),
    ask(ids, how) {
      for (const id of ids) state.books.ask(id, how);
      void lookNow();
    },
    confirm(id) {
      const atMs = options.nowMs();
      const text = 'a person said that it is done';
      state.books.end(id, { ok: true, text }, { beganAtMs: atMs, endedAtMs: atMs, retryAtMs: atMs });
      void save(state).then(lookNow);
    },
    hasStarted(id) {
      state.books.of(id).loadedAtMs = options.nowMs();
    },
    lookNow,
    onReload: ends.add,
    start: () => void lookNow(),
    async close() {
      stop.abort();
      clearTimeout(timer);
      await turning;
      await Promise.all(running.values());
    },
  };
}

async function recall(state: KeeperState): Promise<void> {
  const kept = await state.file.read();
  if (kept !== undefined) state.books.recall(kept);
}

async function save({ file, books, servers, onProblem }: KeeperState): Promise<void> {
  try {
    await file.write(books.kept(servers()));
  } catch (error) {
    onProblem(new Error(`what is known of the metadata was not kept: ${(error as Error).message}`));
  }
}

async function lookAtAll(state: KeeperState): Promise<void> {
  await lookAtDatabase(state);
  await lookAtServers(state);
}

/** Every server that answers. After a reload that is enough: the database is asked at its beat, which spares it. */
async function lookAtServers(state: KeeperState): Promise<void> {
  const asked = state.servers().filter(({ id }) => state.isUp(id));
  const means = state.means();
  await Promise.all(
    asked.map(async (server) => {
      state.books.of(server.id).told = await askStamp(server, means, state.signal);
    }),
  );
}

async function lookAtDatabase(state: KeeperState): Promise<void> {
  const { profile } = state.means();
  const statement = lookStatement(profile);
  if (statement === undefined) return;
  try {
    const seen = readLook(await state.query(statement));
    state.failure = undefined;
    if (seen === undefined) return;
    const { books, nowMs } = state;
    const before = books.change;
    books.lookedAtMs = nowMs();
    books.setChange(nextChange(before, seen, { nowMs: nowMs(), tracked: profile.changeTracking }));
    if (books.change?.id !== before?.id) await save(state);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    state.failure = error.failure;
  }
}

/** Decided twice: the database is asked for its connections only where somebody would need some. */
async function toReload(state: KeeperState): Promise<readonly Server[]> {
  if (decide(state, { free: Number.POSITIVE_INFINITY, moreFor: () => 0 }).kind !== 'reload') return [];
  await state.lookAtRoom();
  const next = decide(state, state.room());
  if (next.kind !== 'reload' || state.signal.aborted) return [];
  const chosen = state.servers().filter(({ id }) => next.servers.includes(id));
  for (const { id } of chosen) state.books.begin(id);
  return chosen;
}

/** Undefined where it was stopped before it ended. */
async function reloadOne(state: KeeperState, server: Server): Promise<ReloadEnd | undefined> {
  const { books, signal, nowMs, setWarming } = state;
  const { timeoutMs, retryMs } = state.settings();
  const beganAtMs = nowMs();
  setWarming(server.id, true);
  const means = { ...state.means(), timeoutMs, nowMs };
  const outcome = await reloadServer(server, stampToProve(books.change), means, signal);
  setWarming(server.id, false);
  if (signal.aborted && !outcome.ok) {
    books.forget(server.id);
    return undefined;
  }
  const endedAtMs = nowMs();
  books.end(server.id, outcome, { beganAtMs, endedAtMs, retryAtMs: endedAtMs + retryMs });
  await save(state);
  return { server, ...outcome };
}

/** At the usual beat, or as soon as a wait is over. */
function nextLookMs(state: KeeperState): number {
  const { lookMs } = state.settings();
  const next = decide(state, state.room());
  if (next.kind !== 'wait' || next.untilMs === undefined) return lookMs;
  return Math.min(lookMs, Math.max(100, next.untilMs - state.nowMs()));
}
