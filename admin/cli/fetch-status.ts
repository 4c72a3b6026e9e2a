// Asks an admin listener for the status. Whatever is not a status document is an error in one sentence with what
// to try.

import { Value } from 'typebox/value';
import { AdminError } from '../errors.ts';
import { type Status, StatusSchema } from '../status-schema.ts';

/** The document, and the very text it was read from. */
export type Answer = { readonly status: Status; readonly text: string };

const maxBytes = 16 * 1024 * 1024;

export type Question = {
  readonly adminUrl: string;
  readonly timeoutMs: number;
  /** Ends the waiting with an AbortError. */
  readonly interrupted: AbortSignal;
};

/** Rejects with an AdminError. */
export async function fetchStatus({ adminUrl, timeoutMs, interrupted }: Question): Promise<Answer> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${adminUrl}/api/v1/status`, {
      signal: AbortSignal.any([limit, interrupted]),
      redirect: 'error',
      headers: { accept: 'application/json' },
    });
    return parse(adminUrl, response.status, await bodyOf(response, adminUrl));
  } catch (error) {
    if (error instanceof AdminError || interrupted.aborted) throw error;
    throw limit.aborted ? timedOut(adminUrl, timeoutMs, error) : unreachable(adminUrl, error);
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
    if (bytes > maxBytes) throw notAStatus(adminUrl, 'far too long an answer');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parse(adminUrl: string, code: number, text: string): Answer {
  if (code !== 200) throw notAStatus(adminUrl, `${code}${messageOf(text)}`);
  const document = tryJson(text);
  if (!Value.Check(StatusSchema, document))
    throw notAStatus(adminUrl, 'something that is no status document');
  return { status: document, text };
}

function notAStatus(adminUrl: string, what: string): AdminError {
  return new AdminError(
    'ADM_ANSWER',
    `${adminUrl} answered with ${what}. Is this the admin listener of a Fairlead of the same version?`,
  );
}

/** The message of an error document of ours; nothing for anything else. */
function messageOf(text: string): string {
  const document = tryJson(text) as { error?: { message?: unknown } } | null | undefined;
  const message = document?.error?.message;
  return typeof message === 'string' ? `: ${message.slice(0, 200)}` : '';
}

/** Undefined is no JSON: then it is no document either, and the caller says so. */
function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? reasonOf(cause) : error.message;
}
