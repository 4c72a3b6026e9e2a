// What is known of the metadata of every server, and what was tried: state only. What follows of it is decided in rules/.

import type { Server, ServerId } from '../model.ts';
import type { KeptMetadata } from './metadata-file.ts';
import type { ReloadOutcome } from './reload-server.ts';
import type { ReloadAttempt } from './rules/next-reload.ts';
import type { MetadataChange } from './rules/stamp.ts';
import type { Told } from './rules/told.ts';

export type ServerBook = {
  told: Told;
  loadedAtMs: number | undefined;
  attempt: ReloadAttempt;
  /** Tries that failed for this change. */
  tries: number;
  asked: 'no' | 'asked' | 'forced';
  /** How the last reload ended, in words. */
  last: { readonly ok: boolean; readonly text: string; readonly atMs: number } | undefined;
  succeeded: number;
  failed: number;
};

export type ReloadTimes = {
  readonly beganAtMs: number;
  readonly endedAtMs: number;
  readonly retryAtMs: number;
};

export type MetadataBooks = {
  change: MetadataChange | undefined;
  lookedAtMs: number | undefined;
  /** A book for every server, made at first sight. */
  of(id: ServerId): ServerBook;
  /** What was known before a restart; what is known better by now stays. */
  recall(kept: KeptMetadata): void;
  /** Another change: what failed for the one before is tried anew. */
  setChange(change: MetadataChange): void;
  /** A person wants it loaded. */
  ask(id: ServerId, asked: 'asked' | 'forced'): void;
  begin(id: ServerId): void;
  /** `beganAtMs`: what was changed since then is not loaded. */
  end(id: ServerId, outcome: ReloadOutcome, times: ReloadTimes): void;
  /** Stopped in the middle: as if it had not been tried. */
  forget(id: ServerId): void;
  kept(servers: readonly Server[]): KeptMetadata;
};

export function createMetadataBooks(): MetadataBooks {
  const byServer = new Map<ServerId, ServerBook>();
  const of = (id: ServerId): ServerBook => {
    const book = byServer.get(id) ?? emptyBook();
    byServer.set(id, book);
    return book;
  };
  const books: MetadataBooks = {
    change: undefined,
    lookedAtMs: undefined,
    of,
    recall(kept) {
      books.change ??= kept.change;
      for (const [id, loadedAtMs] of Object.entries(kept.loadedAtMs)) of(id).loadedAtMs ??= loadedAtMs;
    },
    setChange(change) {
      if (change.id === books.change?.id) return;
      books.change = change;
      for (const book of byServer.values()) restart(book);
    },
    ask(id, asked) {
      const book = of(id);
      book.asked = asked;
      restart(book);
    },
    begin(id) {
      of(id).attempt = { kind: 'running' };
    },
    end(id, { ok, text }, { beganAtMs, endedAtMs, retryAtMs }) {
      const book = of(id);
      book.last = { ok, text, atMs: endedAtMs };
      book.asked = 'no';
      if (ok) book.loadedAtMs = beganAtMs;
      book[ok ? 'succeeded' : 'failed'] += 1;
      book.tries = ok ? 0 : book.tries + 1;
      book.attempt = ok ? { kind: 'none' } : { kind: 'failed', tries: book.tries, retryAtMs };
    },
    forget(id) {
      of(id).attempt = { kind: 'none' };
    },
    kept: (servers) => ({
      change: books.change,
      loadedAtMs: Object.fromEntries(
        servers.flatMap(({ id }) => {
          const { loadedAtMs } = of(id);
          return loadedAtMs === undefined ? [] : [[id, loadedAtMs]];
        }),
      ),
    }),
  };
  return books;
}

/** What failed is tried anew, as if for the first time. */
function restart(book: ServerBook): void {
  book.tries = 0;
  if (book.attempt.kind === 'failed') book.attempt = { kind: 'none' };
}

function emptyBook(): ServerBook {
  return {
    told: { kind: 'not-asked' },
    loadedAtMs: undefined,
    attempt: { kind: 'none' },
    tries: 0,
    asked: 'no',
    last: undefined,
    succeeded: 0,
    failed: 0,
  };
}
