// Which requests the admin listener answers at all: known paths and their methods, on a loopback address only under a
// name that cannot be rebound by a foreign web page, and nothing that changes something for a foreign page. Pure.

import { fieldsOf } from './operation-path.ts';

/** What exists; the text is for the index and for the answer to an unknown path. */
export const adminPaths: Readonly<Record<string, string>> = {
  '/': 'this list',
  '/api/v1/status': 'who is where, and why (JSON)',
  '/api/v1/status/schema': 'JSON Schema of the status',
  '/api/v1/reload': 'POST: read the configuration file anew; 422 with the faults where it is refused (JSON)',
  '/metrics': 'Prometheus metrics',
  '/healthz': '200 while the process lives',
  '/readyz': '200 while users can be served, else 503 with the reasons (JSON)',
};

/** Paths that do something: asked for with POST and nothing else. */
export const adminActions: readonly string[] = ['/api/v1/reload'];

const reading: readonly string[] = ['GET', 'HEAD'];
const acting: readonly string[] = ['POST'];

export type AdminRequest = {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly host: string | undefined;
  /** Only looked at where something is to be done. */
  readonly contentType?: string | undefined;
  readonly origin?: string | undefined;
  /** Host the listener was given in the configuration. */
  readonly listenHost: string;
  /** What there is beside `adminPaths`. */
  readonly operations?: readonly { readonly method: 'GET' | 'POST'; readonly path: string }[] | undefined;
};

export type Refusal = {
  readonly status: 403 | 404 | 405 | 415 | 421;
  readonly code: 'ADM_ORIGIN' | 'ADM_NOT_FOUND' | 'ADM_METHOD' | 'ADM_CONTENT_TYPE' | 'ADM_HOST';
  readonly message: string;
  /** Methods the path takes; only with 405. */
  readonly allow?: readonly string[];
};

/** Undefined where a request may be answered. */
export function refusalOf(request: AdminRequest): Refusal | undefined {
  const { method, target, host, listenHost } = request;
  if (isLoopback(listenHost) && !isOwnName(hostNameOf(host), listenHost))
    return {
      status: 421,
      code: 'ADM_HOST',
      message: 'This listener is for this machine only: ask for localhost, 127.0.0.1 or [::1].',
    };
  const path = target.split('?', 1)[0] ?? target;
  const allow = methodsOf(path, request.operations ?? []);
  if (allow.length === 0)
    return {
      status: 404,
      code: 'ADM_NOT_FOUND',
      message: 'There is nothing here. `paths` lists what exists.',
    };
  if (!allow.includes(method))
    return {
      status: 405,
      code: 'ADM_METHOD',
      message: `Only ${allow.join(' and ')} is answered here.`,
      allow,
    };
  return method === 'POST' ? foreignPageOf(request) : undefined;
}

/** Methods that are answered at a path; none where there is nothing. */
function methodsOf(path: string, operations: NonNullable<AdminRequest['operations']>): readonly string[] {
  if (adminActions.includes(path)) return acting;
  if (Object.hasOwn(adminPaths, path)) return reading;
  const fitting = operations.filter((each) => fieldsOf(each.path, path) !== undefined);
  return [...new Set(fitting.flatMap((each) => (each.method === 'GET' ? reading : acting)))];
}

/**
 * A form of a foreign web page cannot send JSON, and its script may not without being asked first (a preflight that
 * is refused here); what comes from a page at all says so in `Origin`.
 */
function foreignPageOf({ contentType, origin, host }: AdminRequest): Refusal | undefined {
  if (origin !== undefined && !isSameSite(origin, host))
    return { status: 403, code: 'ADM_ORIGIN', message: 'A web page of another site may not ask for this.' };
  if (!/^application\/json[ \t]*(;|$)/i.test(contentType ?? ''))
    return {
      status: 415,
      code: 'ADM_CONTENT_TYPE',
      message: 'Say Content-Type: application/json, which no foreign web page can.',
    };
  return undefined;
}

function isSameSite(origin: string, host: string | undefined): boolean {
  const authority = /^https?:\/\/(.+)$/i.exec(origin)?.[1];
  return authority !== undefined && host !== undefined && authority.toLowerCase() === host.toLowerCase();
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
