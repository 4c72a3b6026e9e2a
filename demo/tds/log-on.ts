// Answers LOGIN7: who may come in, and what is told to whom may not (never which of user and password was wrong).

import type { Engine } from './sql/engine.ts';
import { collationName, programName, serverName, serverVersion } from './sql/rules/server-version.ts';
import { SqlError } from './sql/rules/sql-error.ts';
import { defaultOptions, type Session } from './sql/session.ts';
import { createByteWriter } from './wire/byte-writer.ts';
import type { Login } from './wire/login.ts';
import {
  doneStatus,
  doneToken,
  environment,
  writeBytesChange,
  writeDone,
  writeError,
  writeInfo,
  writeLoginAck,
  writeTextChange,
} from './wire/tokens.ts';
import { collation } from './wire/type-info.ts';

export type Credentials = { readonly user: string; readonly password: string; readonly database: string };

/** TDS 7.2 is the oldest whose tokens the look-alike writes, 7.4 the newest. */
const oldest = 0x72090002;
const newest = 0x74000004;
const packetSizes = { smallest: 512, largest: 32_767, usual: 4096 } as const;
/** Ids below belong to the server itself. */
const firstSessionId = 51;
const language = 'us_english';

/** What the server can say no to beside a wrong password. */
export type Doors = { readonly full: boolean; readonly offline: boolean };

/** Errors of a log-on that is refused; empty where the client may come in. */
export function checkLogin(
  login: Login,
  credentials: Credentials,
  { full, offline }: Doors,
): readonly SqlError[] {
  const failed = new SqlError(18456, `Login failed for user '${login.userName}'.`, { severity: 14 });
  if (login.tdsVersion < oldest) {
    return [
      new SqlError(
        17832,
        'The login packet used to open the connection is structurally invalid; the connection has been closed: TDS 7.2 or newer is needed.',
        { severity: 20 },
      ),
    ];
  }
  if (login.integrated) {
    return [
      new SqlError(
        18452,
        'Login failed. The login is from an untrusted domain and cannot be used with Integrated authentication.',
        { severity: 14 },
      ),
    ];
  }
  const sameUser = login.userName.toLowerCase() === credentials.user.toLowerCase();
  if (!sameUser || login.password !== credentials.password) return [failed];
  const wanted = (login.database || credentials.database).toLowerCase();
  const there = offline ? ['master'] : ['master', credentials.database.toLowerCase()];
  if (!there.includes(wanted)) {
    const text = `Cannot open database "${login.database}" requested by the login. The login failed.`;
    return [new SqlError(4060, text, { severity: 11 }), failed];
  }
  if (!full) return [];
  return [
    new SqlError(
      17809,
      'Could not connect because the maximum number of user connections has already been reached. The connection has been closed.',
      { severity: 20 },
    ),
  ];
}

/** The database a log-on asks for by its proper name. */
export function databaseOf({ catalogue }: Engine, login: Login): string {
  return login.database.toLowerCase() === 'master' ? 'master' : catalogue.database;
}

/** Makes the session of a client that may come in, with the smallest id that is free. */
export function openSession(
  engine: Engine,
  login: Login,
  client: Pick<Session, 'clientAddress' | 'clientPort' | 'encrypted' | 'end'>,
): Session {
  const nowMs = engine.nowMs();
  let id = firstSessionId;
  while (engine.sessions.has(id)) id++;
  const session: Session = {
    ...client,
    id,
    login: login.userName,
    hostName: login.hostName,
    programName: login.programName,
    libraryName: login.libraryName,
    loginTimeMs: nowMs,
    lastRequestStartMs: nowMs,
    lastRequestEndMs: nowMs,
    running: false,
    database: databaseOf(engine, login),
    work: undefined,
    options: defaultOptions,
    transaction: undefined,
    rowCount: 0,
    error: 0,
    identity: undefined,
    prepared: new Map(),
  };
  engine.sessions.set(id, session);
  return session;
}

export function refusal(errors: readonly SqlError[]): Buffer {
  const writer = createByteWriter();
  for (const error of errors) writeError(writer, error, serverName);
  writeDone(writer, doneToken.done, doneStatus.error);
  return writer.take();
}

/** Packet size both sides use from now on. */
export function agreedPacketSize(asked: number): number {
  if (asked === 0) return packetSizes.usual;
  return Math.min(packetSizes.largest, Math.max(packetSizes.smallest, asked));
}

export function welcome(login: Login, database: string): Buffer {
  const writer = createByteWriter();
  const size = String(agreedPacketSize(login.packetSize));
  writeTextChange(writer, environment.database, database, 'master');
  writeInfo(writer, 5701, `Changed database context to '${database}'.`, serverName);
  writeBytesChange(writer, environment.collation, collation, Buffer.alloc(0));
  writeTextChange(writer, environment.language, language, '');
  writeInfo(
    writer,
    5703,
    `Changed language setting to ${language} (collation ${collationName}).`,
    serverName,
  );
  writeLoginAck(writer, Math.min(login.tdsVersion, newest), { name: programName, ...serverVersion });
  writeTextChange(writer, environment.packetSize, size, size);
  writeDone(writer, doneToken.done, 0);
  return writer.take();
}
