// One question to an admin listener and its answer as text. Whatever keeps it from being asked is an error in one
// sentence with what to try; what the answer means is the affair of whoever asked.

import { AdminError } from '../errors.ts';

export type Question = {
  readonly adminUrl: string;
  readonly timeoutMs: number;
  /** Ends the waiting with an AbortError. */
  readonly interrupted: AbortSignal;
};

export type Asked = {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  /** Sent with a POST as JSON; an empty object if not said. */
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

export type AnswerText = { readonly code: number; readonly text: string };

const maxBytes = 16 * 1024 * 1024;

/** Rejects with an AdminError. A POST says that it is JSON, as the listener wants it of everything that acts. */
export async function askAdmin(
  { adminUrl, timeoutMs, interrupted }: Question,
  { path, method, body = {}, headers = {} }: Asked,
): Promise<AnswerText> {
  const limit = AbortSignal.timeout(timeoutMs);
  const fields = { ...headers, accept: 'application/json' };
  const content = { headers: { ...fields, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  try {
    const response = await fetch(`${adminUrl}${path}`, {
      method,
      signal: AbortSignal.any([limit, interrupted]),
      redirect: 'error',
      ...(method === 'POST' ? content : { headers: fields }),
    });
    return { code: response.status, text: await bodyOf(response, adminUrl) };
  } catch (error) {
    if (error instanceof AdminError || interrupted.aborted) throw error;
    throw limit.aborted ? timedOut(adminUrl, timeoutMs, error) : unreachable(adminUrl, error);
  }
}

/** Something else than what was asked for; `what` ends the sentence. */
export function notUnderstood(adminUrl: string, what: string): AdminError {
  return new AdminError(
    'ADM_ANSWER',
    `${adminUrl} answered with ${what}. Is this the admin listener of a Fairlead of the same version?`,
  );
}

/** The code, and the message where the answer is an error document of ours. */
export function codeText({ code, text }: AnswerText): string {
  const document = tryJson(text) as { error?: { message?: unknown } } | null | undefined;
  const message = document?.error?.message;
  return typeof message === 'string' ? `${code}: ${message.slice(0, 200)}` : String(code);
}

/** Undefined is no JSON: then it is no document either, and the caller says so. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function timedOut(adminUrl: string, timeoutMs: number, cause: unknown): AdminError {
  return new AdminError('ADM_TIMED_OUT', `${adminUrl} did not answer within ${timeoutMs / 1000} s.`, {
    cause,
  });
}

function unreachable(adminUrl: string, cause: unknown): AdminError {
  const text = `No Fairlead answers at ${adminUrl} (${reasonOf(cause)}). Is it running? Start it, or say where it is with --url or -c.`;
  return new AdminError('ADM_UNREACHABLE', text, { cause });
}

async function bodyOf(response: Response, adminUrl: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) throw notUnderstood(adminUrl, 'far too long an answer');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? reasonOf(cause) : error.message;
}
