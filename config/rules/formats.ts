// What a text must look like to be a host, an origin, a network, ... and how to say what is wrong with it.
// Looks only: whether the host exists or the file can be read is asked elsewhere.

import { isIpv4, isIpv6, looksNumeric, networkOfPattern, networkProblem } from './addresses.ts';
import { scheduleAllowed, scheduleProblem, timeZoneProblem } from './schedule.ts';

export type FormatName =
  | 'cookie-name'
  | 'file'
  | 'host'
  | 'key'
  | 'media-type'
  | 'name'
  | 'network'
  | 'origin'
  | 'page-path'
  | 'regex'
  | 'schedule'
  | 'server-name'
  | 'sql-name'
  | 'ssh-user'
  | 'time-zone'
  | 'url-path';

type Format = {
  /** What is allowed, for people. */
  readonly allowed: string;
  /** What is wrong, as the end of a sentence that begins with the value; undefined where nothing is. */
  readonly problem: (text: string) => string | undefined;
  /** The text that was probably meant. */
  readonly mend?: (text: string) => string | undefined;
};

/** Every format a text setting can have. */
export const formats: Readonly<Record<FormatName, Format>> = {
  'cookie-name': pattern(
    /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/,
    'is no cookie name',
    'letters, digits, - and _, at most 64',
  ),
  file: {
    allowed: 'a path, from the folder of the configuration file on',
    problem: (text) => (text.includes('\0') ? 'is no path' : undefined),
  },
  host: { allowed: 'a host name or an IP address', problem: hostProblem, mend: mendHost },
  key: {
    allowed: '22 to 512 characters without blanks',
    problem: (text) =>
      text.length < 22
        ? `is too short (${text.length} characters)`
        : /^[\x21-\x7e]{22,512}$/.test(text)
          ? undefined
          : 'is no key',
  },
  'media-type': pattern(
    /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9!#$&^_.+-]{0,127}$/,
    'is no Content-Type',
    'the beginning of a Content-Type, such as text/csv',
  ),
  name: pattern(/^[A-Za-z0-9_$#-]{1,64}$/, 'is no name', 'letters, digits, _ and -, at most 64'),
  network: {
    allowed: 'an IP address, or a network such as 10.1.0.0/16',
    problem: networkProblem,
    mend: networkOfPattern,
  },
  origin: {
    allowed: 'http:// or https://, a host, and a port if unusual; no path',
    problem: originProblem,
    mend: mendOrigin,
  },
  'page-path': {
    allowed:
      'a path that begins with one /, with a query if need be, without blank or #, at most 2000 characters',
    problem: (text) => (/^\/(?!\/)[!"$-~]{0,1999}$/.test(text) ? undefined : 'is no path of a page'),
    mend: (text) =>
      /^[A-Za-z0-9][!"$-~]{0,1998}$/.test(text) && !text.includes('://') ? `/${text}` : undefined,
  },
  regex: { allowed: 'a regular expression of JavaScript', problem: regexProblem },
  schedule: { allowed: scheduleAllowed, problem: scheduleProblem },
  'server-name': {
    allowed: 'a server name as in ServerNames: letters, digits, - _ and ., not digits alone',
    problem: (text) =>
      /^(?![0-9]+$)[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(text) ? undefined : 'is no server name',
  },
  'sql-name': pattern(
    /^[\p{L}_#][\p{L}\p{N}_@$#]{0,127}(\.[\p{L}_#][\p{L}\p{N}_@$#]{0,127}){0,2}$/u,
    'is no SQL name',
    'a name such as Users or dbo.Users, no expression',
  ),
  'ssh-user': pattern(
    /^[\p{L}\p{N}_][\p{L}\p{N}_.@\\ $-]{0,103}$/u,
    'is no user name',
    'a user name, or DOMAIN\\user, or user@domain',
  ),
  'time-zone': { allowed: 'a name such as Europe/Berlin or UTC', problem: timeZoneProblem },
  'url-path': {
    allowed: 'a path that begins with / and has no blank, ? or #',
    problem: (text) => (/^\/[^\s?#]*$/.test(text) ? undefined : 'is no URL path'),
    mend: (text) => (/^[^/\s?#][^\s?#]*$/.test(text) ? `/${text}` : undefined),
  },
};

function pattern(expression: RegExp, wrong: string, allowed: string): Format {
  return { allowed, problem: (text) => (expression.test(text) ? undefined : wrong) };
}

const hostName =
  /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/;

function hostProblem(text: string): string | undefined {
  if (isIpv4(text) || isIpv6(text)) return undefined;
  if (text.includes('://')) return 'is a URL, not a host';
  if (text.includes('\\')) return 'names an instance too: that goes into `instance`';
  if (/^\[.*\]$/.test(text)) return 'has brackets around it';
  if (/^[^:]+[:,][0-9]+$/.test(text)) return 'has a port in it: that goes into `port`';
  if (looksNumeric(text)) return 'is no valid IP address';
  return hostName.test(text) ? undefined : 'is no host name';
}

function mendHost(text: string): string | undefined {
  const bare = text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/\\].*$/, '')
    .replace(/^\[(.*)\](:[0-9]+)?$/, '$1')
    .replace(/^([^:]+)[:,][0-9]+$/, '$1');
  return bare !== text && hostProblem(bare) === undefined ? bare : undefined;
}

const originParts = /^(https?):\/\/(\[[^\]]*\]|[^:/?#@]*)(?::([0-9]*))?$/i;

function originProblem(text: string): string | undefined {
  if (text.includes('@')) return 'has a user name or password in it';
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'has no scheme';
  if (!/^https?:/i.test(text)) return 'has a scheme that is neither http nor https';
  const [, , host, port] = originParts.exec(text) ?? [];
  if (host === undefined)
    return /^https?:\/\/[^/]*[/?#]/i.test(text) ? 'has a path behind the host' : 'is no origin';
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535)) return 'has no valid port';
  const problem = host.startsWith('[')
    ? !isIpv6(host.slice(1, -1))
    : isIpv6(host) || hostProblem(host) !== undefined;
  return problem ? 'has no valid host' : undefined;
}

function mendOrigin(text: string): string | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const bare = withScheme.replace(/^(https?:\/\/[^/?#]+)[/?#].*$/i, '$1');
  return bare !== text && originProblem(bare) === undefined ? bare : undefined;
}

function regexProblem(text: string): string | undefined {
  if (text.length > 500) return 'is longer than 500 characters';
  try {
    new RegExp(text);
    return undefined;
  } catch (error) {
    return `is no regular expression: ${String((error as Error).message)
      .split(': ')
      .at(-1)
      ?.toLowerCase()}`;
  }
}
