// The body of an answer on its way from the server to the client, with framing of our own. The client's pace is the
// server's: while the client does not read, neither do we.

import type { Socket } from 'node:net';
import { createPageInsertion, type PageInsertion } from '../rules/page-insertion.ts';
import { bodyPiece, isBlocked, writePiece } from './piece-writer.ts';
import { BodyReader } from './rules/body-reader.ts';
import type { OutgoingFraming } from './rules/forward-plan.ts';
import type { Framing } from './rules/framing.ts';
import type { UpstreamConnection } from './upstream-connection.ts';

export type RelayPlan = {
  readonly client: Socket;
  readonly upstream: UpstreamConnection;
  readonly incoming: Framing;
  readonly outgoing: OutgoingFraming;
  /** Sees each piece as text before it goes on. Undefined: nobody watches. */
  readonly watcher: { watch(text: string): void } | undefined;
  /** Put into the page behind the start tag of its body; not with an outgoing length. */
  readonly insert: string | undefined;
};

/** From this length on an answer is read into a large buffer. */
const largeAnswerBytes = 131_072;

export class ResponseRelay {
  readonly reader: BodyReader;
  private readonly plan: RelayPlan;
  private readonly insertion: PageInsertion | undefined;

  constructor(plan: RelayPlan) {
    this.plan = plan;
    this.insertion = plan.insert === undefined ? undefined : createPageInsertion(plan.insert);
    this.reader = new BodyReader(plan.incoming);
    const { incoming } = plan;
    if (incoming.kind === 'length' && incoming.bytes >= largeAnswerBytes) plan.upstream.readLarge();
  }

  /**
   * Passes bytes `start` to `end` on behind `head`; gives the place after the body. A fault is told by `reader`:
   * what came before it has passed then, however the bytes arrived.
   */
  pass(head: string, buffer: Buffer, place: { readonly start: number; readonly end: number }): number {
    const { reader, plan } = this;
    const lasting = plan.upstream.isOwnBuffer(buffer);
    const next = reader.feed(buffer, place.start, place.end);
    const body = bodyPiece(buffer, reader.dataStart, reader.dataEnd);
    if (plan.watcher !== undefined && body.length > 0) {
      plan.watcher.watch(typeof body === 'string' ? body : body.toString('latin1'));
    }
    writePiece(plan.client, {
      head,
      body: this.inserted(body),
      framing: plan.outgoing,
      last: reader.done,
      trailers: reader.trailers,
      lasting,
      freed: undefined,
    });
    if (reader.done || reader.fault !== undefined) return next;
    if (isBlocked(plan.client)) plan.upstream.pause();
    if (reader.bytes >= largeAnswerBytes) plan.upstream.readLarge();
    return next;
  }

  private inserted(body: string | Buffer): string | Buffer {
    const { insertion } = this;
    if (insertion === undefined || insertion.done() || body.length === 0) return body;
    return insertion.into(typeof body === 'string' ? body : body.toString('latin1')) ?? body;
  }

  /** The server has ended its side: true if that ends the body too, which is then ended for the client. */
  end(): boolean {
    if (this.plan.incoming.kind !== 'close') return false;
    if (this.plan.outgoing === 'chunked') this.plan.client.write('0\r\n\r\n', 'latin1');
    return true;
  }
}
