// Puts operations on the admin listener: checks who asks and what they send, runs it, and answers with its value or
// with why not. What operations do stands elsewhere.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BoundOperation, Caller } from './operation.ts';
import { admit } from './rules/caller.ts';
import { fieldsOf } from './rules/operation-path.ts';
import { sendJson } from './send-json.ts';

export type OperationOptions = {
  readonly operations: readonly BoundOperation[];
  /** Name to token; asked at each request, since a reload may change them. */
  readonly tokens: () => Readonly<Record<string, string>>;
  readonly listenHost: () => string;
};

/** Largest body of an operation, in bytes. */
export const operationBodyLimit = 65_536;

/** Adds a route for each operation; the app must have a JSON parser that gives the text. */
export function addOperations(app: FastifyInstance, options: OperationOptions): void {
  for (const bound of options.operations) {
    const { method, path } = bound.operation;
    app.route({
      method,
      url: path,
      bodyLimit: operationBodyLimit,
      handler: (request, reply) => answer(bound, options, request, reply),
    });
  }
}

async function answer(
  { operation, run }: BoundOperation,
  { tokens, listenHost }: OperationOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { authorization, 'x-fairlead-by': by } = request.headers;
  const claim = admit({
    authorization,
    by: typeof by === 'string' ? decodedName(by) : undefined,
    listenHost: listenHost(),
    tokens: tokens(),
    same,
  });
  if (!claim.admitted) {
    if (claim.status === 401) reply.header('www-authenticate', 'Bearer');
    return sendJson(reply.code(claim.status), { error: { code: claim.code, message: claim.message } });
  }
  const input = inputOf(operation.path, operation.method, request);
  if ('problem' in input) return sendProblem(reply, input.problem);
  const { checkInput } = await import('./check-input.ts');
  const checked = checkInput(operation.method, operation.input, input.value);
  if ('problem' in checked) return sendProblem(reply, checked.problem);
  const gone = new AbortController();
  reply.raw.on('close', () => gone.abort());
  const caller: Caller = { by: claim.by, from: request.ip };
  const done = await run(checked.value, caller, gone.signal);
  if (done.ok) return sendJson(reply, done.value as object);
  const { status, code, text, mend } = done;
  return sendJson(reply.code(status), { error: { code, message: text, mend } });
}

type Input = { readonly value: unknown } | { readonly problem: string };

/** Path and query of a GET, path and body of a POST, as one object. */
function inputOf(path: string, method: 'GET' | 'POST', request: FastifyRequest): Input {
  const fields = fieldsOf(path, request.url.split('?', 1)[0] ?? '') ?? {};
  if (method === 'GET') return { value: { ...(request.query as object), ...fields } };
  const text = request.body instanceof Buffer ? request.body.toString('utf8') : '';
  const body = text.trim() === '' ? {} : parsed(text);
  if (body === undefined) return { problem: 'The body is no JSON.' };
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { problem: 'The body must be a JSON object.' };
  return { value: { ...body, ...fields } };
}

/** Undefined is no JSON; what it says of it would not help. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Names of people have letters that a header field has not: they come percent-encoded. */
function decodedName(by: string): string {
  try {
    return decodeURIComponent(by);
  } catch {
    return by;
  }
}

/** Hashed first, so that neither length nor content shows in the time it takes. */
function same(given: string, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}

function sendProblem(reply: FastifyReply, message: string): FastifyReply {
  return sendJson(reply.code(400), { error: { code: 'ADM_INPUT', message } });
}
