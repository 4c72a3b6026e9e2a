// What the answer to a health check means, in one sentence for people. The socket work is health/ask-server.ts.

import type { CheckTrouble } from '../model.ts';

/** What came back of the probe page; `body` is what was read of it, up to the limit. */
export type ProbeAnswer = {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
  readonly bodyCut: boolean;
};

export type Judgement = { readonly healthy: boolean; readonly text: string };

/**
 * Healthy is a 2xx with the expected text in it: the log-on page of a CRM whose DLL or database is dead is a 200 too,
 * with another text (F3).
 */
export function judgeAnswer(
  answer: ProbeAnswer,
  path: string,
  expect: string,
  durationMs: number,
): Judgement {
  const asked = `GET ${path}: ${answer.status} in ${Math.round(durationMs)} ms`;
  if (answer.status >= 300 && answer.status < 400) {
    return { healthy: false, text: `${asked}, sent elsewhere (${clip(answer.location ?? 'nowhere named')})` };
  }
  if (answer.status < 200 || answer.status >= 300) {
    return { healthy: false, text: `${asked}${titled(answer.body)}` };
  }
  if (answer.body.includes(expect)) return { healthy: true, text: `${asked}, with ${expect}` };
  const read = answer.bodyCut ? ` in the first ${answer.body.length} bytes` : '';
  return { healthy: false, text: `${asked}, but without ${expect}${read}${titled(answer.body)}` };
}

/** How a check failed before an answer was there. */
export type CheckFailure = {
  readonly code: string | undefined;
  readonly message: string;
  readonly timedOut?: boolean;
  readonly timeoutMs?: number;
};

/** Sentence for a check that got no answer. */
export function judgeFailure(failure: CheckFailure, path: string, origin: string): Judgement {
  return { healthy: false, text: `GET ${path}: ${because(failure, origin)}` };
}

/** What was asked and how it came out, as far as the other probes look at it. */
export type ProbeOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly durationMs: number;
      readonly connectMs: number | undefined;
    }
  | (CheckFailure & {
      readonly kind: 'failed';
      readonly durationMs: number;
      readonly connectMs: number | undefined;
    });

/** Whether there was a connection at all, encrypted where it has to be. */
export function judgeConnect(outcome: ProbeOutcome, origin: string): Judgement {
  if (outcome.connectMs !== undefined || outcome.kind === 'answer') {
    return { healthy: true, text: `connected to ${origin} in ${Math.round(outcome.connectMs ?? 0)} ms` };
  }
  return { healthy: false, text: because(outcome, origin) };
}

/** Tomcat may well ask who one is: it lives as long as IIS does not answer for it (F3). */
export function judgeTomcat(
  outcome: ProbeOutcome,
  tomcat: { readonly path: string; readonly alive: readonly number[] },
  origin: string,
): Judgement {
  if (outcome.kind === 'failed') return judgeFailure(outcome, tomcat.path, origin);
  const text = `GET ${tomcat.path}: ${outcome.status} in ${Math.round(outcome.durationMs)} ms`;
  return { healthy: tomcat.alive.includes(outcome.status), text };
}

/** `version` is what was read on the log-on page. */
export function judgeVersion(version: string | undefined): Judgement {
  if (version === undefined) return { healthy: false, text: 'the log-on page tells no version' };
  return { healthy: true, text: `the log-on page tells version ${clip(version)}` };
}

/** What a failed check tells of a restart, if anything. */
export function troubleOf(outcome: ProbeOutcome): CheckTrouble | undefined {
  if (outcome.kind === 'answer') return outcome.status === 503 ? 'unavailable' : undefined;
  return outcome.code === 'ECONNREFUSED' ? 'refused' : undefined;
}

function because({ code, message, timedOut, timeoutMs }: CheckFailure, origin: string): string {
  if (timedOut) return `no answer from ${origin}${timeoutMs === undefined ? '' : ` within ${timeoutMs} ms`}`;
  switch (code) {
    case 'ECONNREFUSED':
      return `${origin} refused the connection`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name in ${origin} is not found`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${origin} broke the connection off`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `no way to ${origin} in the network`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate of ${origin} is made out to another name`;
    case 'CERT_HAS_EXPIRED':
      return `the certificate of ${origin} has expired`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `the certificate of ${origin} is signed by nobody known here (${code})`;
    default:
      return `${origin} gave no answer (${clip(code ?? message)})`;
  }
}

function titled(body: string): string {
  const title = /<title[^>]*>([^<]{1,200})/i.exec(body)?.[1]?.trim();
  return title ? `, page "${clip(title)}"` : '';
}

function clip(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
