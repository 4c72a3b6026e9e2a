// The service account logs on to one server, and off again. A log-on is sent once; what an answer means stands in
// rules/log-on-answer.ts.

import type { Server } from '../model.ts';
import { type LogOnOutcome, type LogOnWords, logOffLink, readLogOn } from '../rules/log-on-answer.ts';
import { type Asked, type AskOptions, askServer } from './ask-server.ts';

export type ServiceAccount = { readonly user: string; readonly password: string };

/** How a CRM is logged on to: the part of its profile, with the install name in its paths. */
export type LogOnProfile = LogOnWords & {
  readonly paths: { readonly logOnPage: string };
  readonly logOn: LogOnWords['logOn'] & {
    readonly userField: string;
    readonly passwordField: string;
    readonly browserFields: readonly string[];
    readonly confirmField: string;
    readonly confirmValue: string;
  };
};

export type ServiceSession = {
  readonly sid: string;
  /** Value of the `Cookie` field of its requests; undefined where it has none. */
  readonly cookie: string | undefined;
  /** Where it is logged off; undefined where that is not known. */
  readonly logOff: string | undefined;
};

/** `durationMs` is that of the log-on alone. */
export type ServiceLogOn = { readonly durationMs: number } & (
  | { readonly kind: 'in'; readonly session: ServiceSession }
  | { readonly kind: 'failed'; readonly asked: Extract<Asked, { readonly kind: 'failed' }> }
  | { readonly kind: Exclude<LogOnOutcome['kind'], 'in' | 'already-on'>; readonly status: number }
);

export type LogOnRequest = {
  readonly server: Server;
  readonly account: ServiceAccount;
  readonly profile: LogOnProfile;
  readonly options: AskOptions;
  readonly signal?: AbortSignal | undefined;
};

/** Logs on. A session that the account still has somewhere is ended thereby: it is nobody else's. Never rejects. */
export async function logOnService(request: LogOnRequest): Promise<ServiceLogOn> {
  const first = await submit(request, false);
  if (first.kind === 'failed') return failed(first);
  const told = readLogOn(first, request.profile);
  if (told.kind !== 'already-on') return read(request, first, told);
  const second = await submit(request, true);
  if (second.kind === 'failed') return failed(second);
  return read(request, second, readLogOn(second, request.profile));
}

/** False where it could not be logged off: it ends by itself after the idle time-out. */
export async function logOffService(
  { server, options, signal }: Pick<LogOnRequest, 'server' | 'options' | 'signal'>,
  { logOff, cookie }: ServiceSession,
): Promise<boolean> {
  if (logOff === undefined) return false;
  const asked = await askServer(server, { path: logOff, cookie }, options, signal);
  return asked.kind === 'answer' && asked.status < 400;
}

function submit(
  { server, account, profile, options, signal }: LogOnRequest,
  confirm: boolean,
): Promise<Asked> {
  const { userField, passwordField, browserFields, confirmField, confirmValue } = profile.logOn;
  const form = {
    [userField]: account.user,
    [passwordField]: account.password,
    ...Object.fromEntries(browserFields.map((name) => [name, 'Y'])),
    ...(confirm && { [confirmField]: confirmValue }),
  };
  return askServer(server, { path: profile.paths.logOnPage, form }, options, signal);
}

type Answer = Extract<Asked, { readonly kind: 'answer' }>;

async function read(request: LogOnRequest, answer: Answer, told: LogOnOutcome): Promise<ServiceLogOn> {
  const { status, durationMs } = answer;
  // Asked to confirm what was confirmed: nothing that is known.
  if (told.kind === 'already-on') return { kind: 'unclear', status, durationMs };
  if (told.kind !== 'in') return { kind: told.kind, status, durationMs };
  const cookie = cookieOf(answer.cookies);
  const body =
    answer.location === undefined ? answer.body : await firstPage(request, answer.location, cookie);
  const session = { sid: told.sid, cookie, logOff: logOffLink(body, told.sid, request.profile) };
  return { kind: 'in', session, durationMs };
}

/** What the log-on leads to; on this server, whatever name the redirect has for it. */
async function firstPage(
  { server, options, signal }: LogOnRequest,
  location: string,
  cookie: string | undefined,
): Promise<string> {
  const url = URL.parse(location, server.origin);
  if (url === null) return '';
  const asked = await askServer(server, { path: url.pathname + url.search, cookie }, options, signal);
  return asked.kind === 'answer' ? asked.body : '';
}

function failed(asked: Extract<Asked, { readonly kind: 'failed' }>): ServiceLogOn {
  return { kind: 'failed', asked, durationMs: asked.durationMs };
}

function cookieOf(cookies: readonly string[]): string | undefined {
  const pairs = cookies.map((each) => each.split(';')[0]?.trim() ?? '').filter((pair) => pair.includes('='));
  return pairs.length === 0 ? undefined : pairs.join('; ');
}
