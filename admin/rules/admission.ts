// Which requests the admin listener answers at all: known paths, reading methods, and on a loopback address only
// under a name that cannot be rebound by a foreign web page. Pure.

/** What exists; the text is for the index and for the answer to an unknown path. */
export const adminPaths: Readonly<Record<string, string>> = {
  '/': 'this list',
  '/api/v1/status': 'who is where, and why (JSON)',
  '/api/v1/status/schema': 'JSON Schema of the status',
  '/metrics': 'Prometheus metrics',
  '/healthz': '200 while the process lives',
  '/readyz': '200 while users can be served, else 503 with the reasons (JSON)',
};

export const adminMethods: readonly string[] = ['GET', 'HEAD'];

export type AdminRequest = {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly host: string | undefined;
  /** Host the listener was given in the configuration. */
  readonly listenHost: string;
};

export type Refusal = {
  readonly status: 404 | 405 | 421;
  readonly code: 'ADM_NOT_FOUND' | 'ADM_METHOD' | 'ADM_HOST';
  readonly message: string;
};

/** Undefined where a request may be answered. */
export function refusalOf({ method, target, host, listenHost }: AdminRequest): Refusal | undefined {
  if (isLoopback(listenHost) && !isOwnName(hostNameOf(host), listenHost))
    return {
      status: 421,
      code: 'ADM_HOST',
      message: 'This listener is for this machine only: ask for localhost, 127.0.0.1 or [::1].',
    };
  const path = target.split('?', 1)[0] ?? target;
  if (!Object.hasOwn(adminPaths, path))
    return {
      status: 404,
      code: 'ADM_NOT_FOUND',
      message: 'There is nothing here. `paths` lists what exists.',
    };
  if (!adminMethods.includes(method))
    return {
      status: 405,
      code: 'ADM_METHOD',
      message: `Only ${adminMethods.join(' and ')} are answered here.`,
    };
  return undefined;
}

/** True where only this machine can reach a listener: every such address, and the name for it. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Names that a browser was not led to by a foreign name server; a missing host is none of them. */
function isOwnName(name: string | undefined, listenHost: string): boolean {
  return name !== undefined && (isLoopback(name) || name === bare(listenHost));
}

/** The name of a `Host` field without its port; undefined where there is none or it is malformed. */
function hostNameOf(host: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host ?? '');
  return match?.[1] === undefined ? undefined : bare(match[1]);
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}
