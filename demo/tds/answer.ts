// The answer to one request: a sink that writes tokens, and the DONE that tells whether more comes.

import type { Column } from './sql/rules/scope.ts';
import { serverName } from './sql/rules/server-version.ts';
import { SqlError } from './sql/rules/sql-error.ts';
import type { Sink } from './sql/run.ts';
import type { Session } from './sql/session.ts';
import type { ByteWriter } from './wire/byte-writer.ts';
import type { RpcParameter } from './wire/requests.ts';
import {
  doneStatus,
  doneToken,
  environment,
  writeBytesChange,
  writeColumns,
  writeDone,
  writeError,
  writeInfo,
  writeReturnStatus,
  writeReturnValue,
  writeRow,
  writeTextChange,
} from './wire/tokens.ts';

export type Answer = Sink & {
  /** Ends the answer to a batch. */
  finish(): void;
  /** Ends the answer to a procedure call with its status and output parameters. */
  finishProcedure(status: number, outputs: readonly Pick<RpcParameter, 'name' | 'type' | 'value'>[]): void;
};

type Pending = { readonly status: number; readonly rowCount: number };

/** More than any statement of the product returns; a longer answer is refused. */
const mostBytes = 32 * 1024 * 1024;

export function createAnswer(writer: ByteWriter, session: Session, inProcedure: boolean): Answer {
  let current: readonly Column[] = [];
  // A DONE is held back until it is known whether anything follows it.
  let pending: Pending | undefined;
  const statementDone = inProcedure ? doneToken.doneInProc : doneToken.done;

  function flush(): void {
    if (pending) writeDone(writer, statementDone, pending.status | doneStatus.more, pending.rowCount);
    pending = undefined;
  }

  return {
    columns(columns) {
      flush();
      current = columns;
      writeColumns(writer, columns);
    },
    row(values) {
      if (writer.size() > mostBytes) {
        throw new SqlError(
          701,
          "There is insufficient system memory in resource pool 'default' to run this query.",
        );
      }
      writeRow(writer, current, values);
    },
    done(rowCount, inResult) {
      const silent = session.options.noCount || rowCount === undefined;
      if (silent && !inResult) return;
      flush();
      pending = { status: silent ? 0 : doneStatus.count, rowCount: silent ? 0 : rowCount };
    },
    error(error) {
      flush();
      writeError(writer, error, serverName);
      pending = { status: doneStatus.error, rowCount: 0 };
    },
    info(number, text) {
      flush();
      writeInfo(writer, number, text, serverName);
    },
    transaction(event, descriptor) {
      flush();
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(descriptor);
      const none = Buffer.alloc(0);
      writeBytesChange(
        writer,
        environment[event],
        event === 'begin' ? bytes : none,
        event === 'begin' ? none : bytes,
      );
    },
    database(name) {
      flush();
      writeTextChange(writer, environment.database, name, name);
    },
    finish() {
      writeDone(writer, doneToken.done, pending?.status ?? 0, pending?.rowCount ?? 0);
      pending = undefined;
    },
    finishProcedure(status, outputs) {
      const failed = (pending?.status ?? 0) & doneStatus.error;
      flush();
      writeReturnStatus(writer, status);
      for (const { name, type, value } of outputs) writeReturnValue(writer, name, type, value);
      writeDone(writer, doneToken.doneProc, failed);
    },
  };
}
