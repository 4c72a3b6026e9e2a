// From what the driver reports to what an operator is told: one sentence, and the mend. Knows codes, opens nothing.

import type { ClusterErrorCode, DatabaseFailure } from '../errors.ts';

/** What is known of a failure, gathered from the error, its causes and the server's own messages. */
export type FailureFacts = {
  /** `code` of the error and of all its causes, outermost first. */
  readonly codes: readonly string[];
  readonly message: string;
  /** SQL Server's error numbers, in the order they came. */
  readonly numbers: readonly number[];
  /** True while connecting, false for a statement on a connection that stands. */
  readonly connecting: boolean;
};

/** Where it was meant to go; no password comes near this file. */
export type DatabaseTarget = {
  /** `host:port` or `host\instance`. */
  readonly at: string;
  readonly host: string;
  readonly name: string;
  readonly user: string;
};

type Told = { readonly code: ClusterErrorCode; readonly text: string; readonly mend: string };

/** Puts a failure into words. Server numbers say most, then TLS, then the network, then the driver's own codes. */
export function describeFailure(facts: FailureFacts, target: DatabaseTarget): DatabaseFailure {
  const number = facts.numbers.find((each) => numbered(each, target) !== undefined) ?? facts.numbers[0];
  const told =
    (number === undefined ? undefined : numbered(number, target)) ??
    ofEncryption(facts, target) ??
    ofTls(facts, target) ??
    ofNetwork(facts, target) ??
    ofStatement(facts, number) ??
    otherwise(facts, target);
  return { ...told, number };
}

/** Of a statement whose asker did not wait for its answer. */
export function givenUp({ at }: Pick<DatabaseTarget, 'at'>): DatabaseFailure {
  return {
    code: 'CLU_CANCELLED',
    number: undefined,
    text: `A statement to the database server ${at} was given up before it was answered.`,
    mend: 'Nothing, if somebody cancelled it; else see what holds the database server up.',
  };
}

/** Numbers of sys.messages that an operator can mend. */
function numbered(number: number, { at, name, user }: DatabaseTarget): Told | undefined {
  const login = (text: string, mend: string): Told => ({ code: 'CLU_DATABASE_LOGIN', text, mend });
  switch (number) {
    case 18456:
      return login(
        `The database server ${at} refused the login "${user}" (error 18456): user or password is wrong.`,
        'Correct database.user and database.password; see that the server allows SQL Server logins.',
      );
    case 18452:
      return login(
        `The database server ${at} refused the login "${user}" (error 18452): it allows Windows logins only.`,
        'Allow SQL Server and Windows authentication on the server.',
      );
    case 18470:
    case 18486:
    case 18487:
    case 18488:
      return login(
        `The login "${user}" on ${at} is disabled, locked out or its password has expired (error ${number}).`,
        'Have the database administrator enable the login and give it a password that does not expire.',
      );
    case 4060:
    case 911:
      return login(
        `The database "${name}" on ${at} is not there, or "${user}" may not open it (error ${number}).`,
        `Correct database.name, or make "${user}" a user of that database.`,
      );
    case 229:
    case 230:
    case 300:
    case 297:
      return {
        code: 'CLU_STATEMENT_FAILED',
        text: `The login "${user}" lacks a right on ${at} (error ${number}).`,
        mend: `Grant "${user}" SELECT on the settings, users and activity tables.`,
      };
    case 208:
    case 207:
      return {
        code: 'CLU_STATEMENT_FAILED',
        text: `A table or column named by the profile is not in the database "${name}" (error ${number}).`,
        mend: 'Run `fairlead check --live`: it says which; then correct crm.overrides.sql.',
      };
    default:
      return undefined;
  }
}

function ofEncryption({ codes }: FailureFacts, { at }: DatabaseTarget): Told | undefined {
  if (!codes.includes('EENCRYPT') && !codes.includes('CLU_DATABASE_NOT_ENCRYPTED')) return undefined;
  return {
    code: 'CLU_DATABASE_NOT_ENCRYPTED',
    text: `The connection to ${at} is not encrypted as database.encrypt asks, so it was refused.`,
    mend: 'Enable encryption on the database server, or match database.encrypt to what it does.',
  };
}

const certificateCodes: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is made out to another name',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known here',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
};

function ofTls({ codes, message }: FailureFacts, { at, host }: DatabaseTarget): Told | undefined {
  const certificate = codes.find((code) => code in certificateCodes);
  if (certificate !== undefined) {
    const because = certificateCodes[certificate] ?? certificate;
    return {
      code: 'CLU_DATABASE_TLS',
      text: `The certificate of the database server ${at} is not accepted: ${because} (${certificate}).`,
      mend: `Set database.caFile to the authority that signed it, and database.serverName if it is not made out to ${host}.`,
    };
  }
  if (!codes.some((code) => code.startsWith('ERR_SSL_') || code === 'EPROTO')) return undefined;
  return {
    code: 'CLU_DATABASE_TLS',
    text: `The database server ${at} and Fairlead found no common way to encrypt: ${clipped(message)}`,
    mend: 'See that the database server has TLS 1.2 or later enabled.',
  };
}

function ofNetwork({ codes, connecting }: FailureFacts, target: DatabaseTarget): Told | undefined {
  const { at, host } = target;
  const has = (...wanted: readonly string[]) => wanted.some((code) => codes.includes(code));
  const unreachable = (text: string, mend: string): Told => ({
    code: 'CLU_DATABASE_UNREACHABLE',
    text,
    mend,
  });
  if (has('ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA')) {
    return unreachable(
      `The name of the database server, "${host}", is not found.`,
      'Correct database.host, or the DNS.',
    );
  }
  if (has('EINSTLOOKUP')) {
    return unreachable(
      `The SQL Server Browser on ${host} told no port for the instance of ${at}.`,
      'Start the SQL Server Browser service and let UDP 1434 through, or set database.port instead.',
    );
  }
  if (has('ECONNREFUSED')) {
    return unreachable(
      `Nobody listens at ${at}: the connection was refused.`,
      'Start SQL Server, enable TCP/IP for it (F10), or correct database.port.',
    );
  }
  if (has('EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN')) {
    return unreachable(`There is no way to ${at} in the network.`, 'See to network and firewall.');
  }
  if (has('ETIMEOUT', 'ETIMEDOUT', 'ESOCKETTIMEDOUT')) return ofTime(connecting, at);
  if (has('ECONNRESET', 'EPIPE', 'ESOCKET', 'ECLOSE', 'ENOTOPEN', 'ECONNCLOSED', 'EINVALIDSTATE')) {
    return unreachable(
      `The connection to the database server ${at} broke.`,
      'Nothing, if the server restarts or fails over; else see its error log.',
    );
  }
  return undefined;
}

function ofTime(connecting: boolean, at: string): Told {
  return connecting
    ? {
        code: 'CLU_DATABASE_TIMEOUT',
        text: `${at} did not answer in time.`,
        mend: 'See whether the database server runs and a firewall lets its port through.',
      }
    : {
        code: 'CLU_DATABASE_TIMEOUT',
        text: `The database server ${at} did not answer a statement in time.`,
        mend: 'See what blocks it there; an index on the log-on column keeps the count cheap.',
      };
}

function ofStatement({ message, connecting }: FailureFacts, number: number | undefined): Told | undefined {
  if (number === undefined || connecting) return undefined;
  return {
    code: 'CLU_STATEMENT_FAILED',
    text: `The database server refused a statement (error ${number}): ${clipped(message)}`,
    mend: 'Run `fairlead check --live`; it tries each statement and says what is wrong.',
  };
}

function otherwise({ message, codes }: FailureFacts, { at }: DatabaseTarget): Told {
  const code = codes[0] === undefined ? '' : ` (${codes[0]})`;
  return {
    code: 'CLU_DATABASE_FAILED',
    text: `The conversation with the database server ${at} failed${code}: ${clipped(message)}`,
    mend: 'Run `fairlead check --live` for more.',
  };
}

function clipped(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
