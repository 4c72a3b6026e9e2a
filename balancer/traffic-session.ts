// Follows one request of a session: a log-off or a page that turns out to be the log-on form ends the session in
// the ledger and lowers the server's number at once; a page that is none proves where the session lives.

import type { ServerId } from '../cluster/model.ts';
import type { EndReason, ResponseHead } from './engine.ts';
import type { LedgerKey } from './ledger.ts';
import { createSessionWatch, isReadablePage, type SessionWatch } from './rules/session-watch.ts';
import type { TrafficContext } from './traffic-context.ts';
import type { TrafficServer } from './traffic-server.ts';

export type FollowedSession = {
  readonly key: LedgerKey;
  /** The server that answers. */
  readonly toldBy: ServerId | undefined;
  readonly logsOff: boolean;
  readonly startedMs: number;
};

/** True where the answer's body tells whether its session lives. */
export function showsSession(head: ResponseHead): boolean {
  return isReadablePage({
    status: head.status,
    contentType: head.field('content-type'),
    contentEncoding: head.field('content-encoding'),
  });
}

/** State of one request of a session between its answer's head and its end. */
export class SessionFollower {
  private readonly context: TrafficContext;
  private readonly session: FollowedSession;
  private watch: SessionWatch | undefined;

  constructor(context: TrafficContext, session: FollowedSession) {
    this.context = context;
    this.session = session;
  }

  /** The answer's head. True where the beginning of the body tells something. */
  head(head: ResponseHead): boolean {
    if (this.session.logsOff) {
      if (head.status < 400) this.sessionEnded();
      return false;
    }
    if (!showsSession(head)) return false;
    this.watch = createSessionWatch(this.context.patterns.logOn.formMarker);
    return true;
  }

  chunk(text: string): void {
    if (this.watch === undefined || this.watch.done()) return;
    if (this.watch.scan(text)) this.sessionEnded();
  }

  /** A page without the form proves that this server has the session, whoever brought it there. */
  end(reason: EndReason, server: TrafficServer): void {
    if (this.watch === undefined || this.watch.lost() || reason !== 'completed') return;
    const { ledger, options, books } = this.context;
    const { id } = server.server;
    if (ledger.find(this.session.key, options.nowMs()) !== id) books.sessionFound(this.session.key, id);
  }

  private sessionEnded(): void {
    const { books, options } = this.context;
    books.sessionEnded({ ...this.session, endedMs: options.nowMs() });
  }
}
