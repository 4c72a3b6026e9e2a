// Runs one request of a logged-on client and gives the bytes of its answer.

import { createAnswer } from './answer.ts';
import { runRpc } from './run-rpc.ts';
import { type Engine, resetSession } from './sql/engine.ts';
import { notSupported, SqlError } from './sql/rules/sql-error.ts';
import type { Run, Sink } from './sql/run.ts';
import { runBatch } from './sql/run-batch.ts';
import { endTransaction } from './sql/run-control.ts';
import { defaultOptions, type Session } from './sql/session.ts';
import { toSqlError } from './sql/sqlite-errors.ts';
import { type ByteWriter, createByteWriter } from './wire/byte-writer.ts';
import type { Message } from './wire/packets.ts';
import { parseRequest, type Request } from './wire/requests.ts';
import { environment, writeBytesChange } from './wire/tokens.ts';

type TransactionRequest = Extract<Request, { kind: 'transaction' }>;

/** Rejects with Cancelled, with DEM_TDS_MALFORMED, or with a fault of this code. */
export async function runRequest(
  engine: Engine,
  session: Session,
  message: Message,
  signal: AbortSignal,
): Promise<Buffer> {
  const request = parseRequest(message);
  const writer = createByteWriter();
  if (message.reset) reset(engine, session, writer);
  const answer = createAnswer(writer, session, request.kind === 'procedure');
  const run: Run = { engine, session, variables: new Map(), sink: answer, signal, depth: 0 };
  switch (request.kind) {
    case 'batch':
      await runBatch(run, request.text);
      answer.finish();
      break;
    case 'procedure':
      await runRpc(run, answer, request.name, request.parameters);
      break;
    case 'transaction':
      runTransaction(run, answer, request);
      answer.finish();
      break;
    case 'unknown':
      answer.error(notSupported(request.what, 1));
      answer.finish();
  }
  return writer.take();
}

/** The answer to a request that failed through a fault of this code: said, never left out. */
export function faultAnswer(session: Session, error: unknown): Buffer {
  const writer = createByteWriter();
  const answer = createAnswer(writer, session, false);
  const what = error instanceof Error ? error.message : String(error);
  answer.error(new SqlError(8624, `Internal Query Processor Error: a fault of the look-alike (${what}).`));
  answer.finish();
  return writer.take();
}

/** What a pool does between two users of a connection. */
function reset(engine: Engine, session: Session, writer: ByteWriter): void {
  resetSession(engine, session);
  session.options = defaultOptions;
  session.prepared.clear();
  writeBytesChange(writer, environment.reset, Buffer.alloc(0), Buffer.alloc(0));
}

function runTransaction(run: Run, sink: Sink, { action, name, isolation }: TransactionRequest): void {
  const { engine, session } = run;
  try {
    switch (action) {
      case 'begin':
        if (isolation > 0) session.options = { ...session.options, dirtyReads: isolation === 1 };
        if (engine.transactions.begin(session, name) && session.transaction) {
          sink.transaction('begin', session.transaction.descriptor);
        }
        return;
      case 'save':
        engine.transactions.save(session, name);
        return;
      case 'commit':
      case 'rollback':
        endTransaction(run, action, name);
    }
  } catch (error) {
    sink.error(toSqlError(error, 1));
  }
}
