// Names what went wrong towards a server with a word of a closed set, for the metric and the log.

/** Closed set. The first six are connections that were not made: nothing of the request was sent. */
export type FailureKind =
  | 'refused'
  | 'unreachable'
  | 'name'
  | 'connect-timeout'
  | 'tls'
  | 'connect-other'
  | 'no-answer'
  | 'cut'
  | 'silent';

export const failureKinds: readonly FailureKind[] = [
  'refused',
  'unreachable',
  'name',
  'connect-timeout',
  'tls',
  'connect-other',
  'no-answer',
  'cut',
  'silent',
];

const byCode: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['ENOTFOUND', 'name'],
  ['EAI_AGAIN', 'name'],
  ['ETIMEDOUT', 'connect-timeout'],
]);

const tlsCode = /TLS|SSL|CERT|SELF_SIGNED|UNABLE_TO_|EPROTO/;

/** The kind of a failed connection, by the code Node's errors carry. */
export function connectFailureKind(code: string | undefined): FailureKind {
  if (code === undefined) return 'connect-other';
  return (
    byCode.get(code) ??
    (code.includes('TIMEOUT') ? 'connect-timeout' : tlsCode.test(code) ? 'tls' : 'connect-other')
  );
}
