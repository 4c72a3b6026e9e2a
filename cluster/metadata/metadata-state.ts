// What the keeper of the metadata works with, and what follows of it just now. Asks the rules; does nothing.

import type { Directory } from '../directory/contract.ts';
import type { DatabaseFailure } from '../errors.ts';
import type { Server, ServerId } from '../model.ts';
import type { MetadataBooks, ServerBook } from './metadata-books.ts';
import type { MetadataFile } from './metadata-file.ts';
import type { ReloadOptions } from './reload-server.ts';
import { type NextReload, nextReload, type ReloadServer } from './rules/next-reload.ts';
import { type Standing, standingOf } from './rules/standing.ts';

export type KeeperSettings = {
  readonly reload: 'auto' | 'approval' | 'off';
  readonly lookMs: number;
  readonly quietMs: number;
  readonly atOnce: number;
  readonly timeoutMs: number;
  readonly tries: number;
  readonly retryMs: number;
  readonly minServing: number;
};

/** Room in the database: connections that may still be opened, and how many more a server may want. */
export type Room = { readonly free: number | undefined; moreFor(server: Server): number };

export type KeeperOptions = {
  readonly file: MetadataFile;
  readonly query: Directory['query'];
  /** Asked at each use: a reload of the configuration changes them. */
  readonly settings: () => KeeperSettings;
  readonly means: () => Omit<ReloadOptions, 'timeoutMs' | 'nowMs'>;
  readonly servers: () => readonly Server[];
  /** Takes log-ons now; answers at all. */
  readonly isServing: (id: ServerId) => boolean;
  readonly isUp: (id: ServerId) => boolean;
  /** As last read, and read anew. */
  readonly room: () => Room;
  readonly lookAtRoom: () => Promise<unknown>;
  readonly isLeader: () => boolean;
  /** No new log-ons while it loads. */
  readonly setWarming: (id: ServerId, warming: boolean) => void;
  readonly nowMs: () => number;
  readonly onProblem: (problem: Error) => void;
};

export type ServerView = ServerBook & {
  readonly server: Server;
  readonly standing: Standing;
  readonly by: ReloadServer['by'];
};

export type MetadataView = {
  readonly settings: KeeperSettings;
  /** What a person is told to do. */
  readonly instruction: string;
  readonly change: MetadataBooks['change'];
  readonly lookedAtMs: number | undefined;
  readonly failure: DatabaseFailure | undefined;
  readonly next: NextReload;
  readonly servers: readonly ServerView[];
};

/** What the keeper is given, and what it has learnt. */
export type KeeperState = KeeperOptions & {
  readonly books: MetadataBooks;
  failure: DatabaseFailure | undefined;
  readonly signal: AbortSignal;
};

/** The next step, if the database has this room. */
export function decide(state: KeeperState, room: Room): NextReload {
  const { books, nowMs, isLeader } = state;
  const { reload, quietMs, atOnce, tries, minServing } = state.settings();
  return nextReload({
    servers: state
      .servers()
      .map((server) => ({ ...viewOfServer(state, server), ...candidate(state, server, room) })),
    mode: reload === 'auto' ? 'auto' : 'approval',
    leader: isLeader(),
    nowMs: nowMs(),
    quietUntilMs: (books.change?.seenAtMs ?? Number.NEGATIVE_INFINITY) + quietMs,
    atOnce,
    tries,
    minServing,
    freeConnections: room.free,
  });
}

function candidate({ isServing, isUp }: KeeperState, server: Server, room: Room) {
  const { id } = server;
  return { id, serving: isServing(id), up: isUp(id), moreConnections: room.moreFor(server) };
}

function viewOfServer(state: KeeperState, server: Server): ServerView {
  const book = state.books.of(server.id);
  return { ...book, server, standing: standingOf(state.books.change, book), by: reloadedBy(state, server) };
}

function reloadedBy(state: KeeperState, server: Server): ReloadServer['by'] {
  const { profile, runner } = state.means();
  const { reloadBy, reloadPath, reloadCommand } = profile;
  if (reloadBy === 'page' && reloadPath !== null) return 'itself';
  const hasCommand = reloadBy === 'command' && reloadCommand !== null;
  return hasCommand && runner?.available(server) === true ? 'itself' : 'person';
}

/** What is shown: nothing in it is asked for anew. */
export function viewOf(state: KeeperState): MetadataView {
  return {
    settings: state.settings(),
    instruction: state.means().profile.reloadInstruction,
    change: state.books.change,
    lookedAtMs: state.books.lookedAtMs,
    failure: state.failure,
    next: decide(state, state.room()),
    servers: state.servers().map((server) => viewOfServer(state, server)),
  };
}
