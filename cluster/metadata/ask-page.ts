// One page of one server, asked for once, with a time limit of its own. What it means is decided in rules/; what goes
// wrong is told in a sentence.

import { type AskOptions, askServer } from '../health/ask-server.ts';
import type { Server } from '../model.ts';
import type { PageAnswer } from './rules/told.ts';

/** As a check asks; how long is waited is said with each question. */
export type AskPageOptions = Omit<AskOptions, 'timeoutMs'>;

export type PageQuestion = {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly timeoutMs: number;
};

export type AskedPage =
  | ({ readonly kind: 'answer' } & PageAnswer)
  | { readonly kind: 'failed'; readonly text: string };

/** Asks once; a POST has no body. `signal` ends it early. Never rejects. */
export async function askPage(
  server: Server,
  { method, path, timeoutMs }: PageQuestion,
  options: AskPageOptions,
  signal: AbortSignal,
): Promise<AskedPage> {
  const question = method === 'POST' ? { path, form: {} } : { path };
  const asked = await askServer(server, question, { ...options, timeoutMs }, signal);
  if (asked.kind === 'answer') return asked;
  const why = asked.timedOut ? `no answer within ${timeoutMs} ms` : asked.message;
  return { kind: 'failed', text: `${method} ${path} at ${server.origin}: ${why}` };
}
