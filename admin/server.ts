// The admin listener: metrics, health, readiness and the status API over HTTP, apart from the traffic. It only
// hands out what it is given; which requests it takes stands in rules/admission.ts.

import { Server as TlsServer } from 'node:tls';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify';
import { AdminError } from './errors.ts';
import { createEventLoopLag } from './event-loop-lag.ts';
import type { BoundOperation } from './operation.ts';
import { addOperations, type OperationOptions, operationBodyLimit } from './operation-routes.ts';
import type { ReloadAnswer } from './reload-schema.ts';
import { adminPaths, refusalOf } from './rules/admission.ts';
import { sendJson } from './send-json.ts';
import { type Status, StatusSchema } from './status-schema.ts';

export type AdminServerOptions = {
  readonly status: () => Status;
  readonly metrics: { readonly text: () => Promise<string>; readonly contentType: string };
  /** Whether users can be served, with a sentence for each reason. */
  readonly ready: () => { readonly ready: boolean; readonly because: readonly string[] };
  /** Reads the configuration anew; undefined where there is no file to read. */
  readonly reload?: (() => Promise<ReloadAnswer>) | undefined;
  /** What operators can do and ask beside the above. */
  readonly operations?: OperationOptions['operations'] | undefined;
  /** Who may operate: name to token; none where that is left to loopback. */
  readonly tokens?: OperationOptions['tokens'] | undefined;
  /** Undefined is plain HTTP. */
  readonly tls?: AdminIdentity | undefined;
  readonly logger: FastifyBaseLogger;
  /** From this lag of the event loop on the process is not ready; default 1000. */
  readonly maxLagMs?: number;
};

/** PEM texts. */
export type AdminIdentity = { readonly certificate: string; readonly key: string };

export type AdminServer = {
  /** Another certificate from the next connection on; only where it has one. */
  renew(identity: AdminIdentity): void;
  /** Resolves with the bound port (0 asks for any free one); rejects with `ADM_LISTEN`. */
  listen(address: { readonly host: string; readonly port: number }): Promise<number>;
  close(): Promise<void>;
};

/** Nobody has reason to send a large body here, to be slow, or to hold many connections. */
const limits = {
  bodyLimit: operationBodyLimit,
  connectionTimeout: 15_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 30_000,
  http: { maxHeaderSize: 8192, headersTimeout: 5000, connectionsCheckingInterval: 1000 },
} as const;
const maxConnections = 64;

/** No route has a schema of Fastify's (see check-input.ts); what would compile them is 100 files of every start. */
const noSchemas = {
  compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema },
};
function refuseSchema(): never {
  throw new Error('routes of the admin listener have no schema');
}

const securityFields = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Makes the listener; nothing is bound before `listen`. */
export function createAdminServer(options: AdminServerOptions): AdminServer {
  const lag = createEventLoopLag();
  let listenHost = '127.0.0.1';
  const bound = options.operations ?? [];
  const operations = bound.map(({ operation }) => operation);
  const app = Fastify({
    ...limits,
    ...(options.tls && { https: pemOf(options.tls) }),
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    schemaController: noSchemas,
    frameworkErrors: (error, _request, reply) =>
      sendError(reply, { status: 400, code: 'ADM_REQUEST', message: error.message }),
  });
  app.server.maxConnections = maxConnections;
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityFields);
    const { method, url: target, headers } = request;
    const { host, origin, 'content-type': contentType } = headers;
    const refusal = refusalOf({ method, target, host, origin, contentType, listenHost, operations });
    if (refusal) return sendRefusal(reply, refusal, operations);
  });
  answerErrors(app);
  addRoutes(app, options, lag.lagMs);
  addReload(app, options.reload);
  addOperations(app, {
    operations: bound,
    tokens: options.tokens ?? (() => ({})),
    listenHost: () => listenHost,
  });
  return {
    renew(identity) {
      const { server } = app as { server: unknown };
      if (server instanceof TlsServer) server.setSecureContext(pemOf(identity));
    },
    async listen({ host, port }) {
      listenHost = host;
      await app.listen({ host, port }).catch((cause: Error) => {
        throw new AdminError(
          'ADM_LISTEN',
          `The admin listener cannot use ${host}:${port}: ${cause.message}`,
          {
            cause,
          },
        );
      });
      const address = app.server.address();
      return address !== null && typeof address === 'object' ? address.port : port;
    },
    async close() {
      lag.close();
      await app.close();
    },
  };
}

const pemOf = ({ certificate, key }: AdminIdentity) => ({ cert: certificate, key });

function addRoutes(app: FastifyInstance, options: AdminServerOptions, lagMs: () => number): void {
  const { status, metrics, ready, maxLagMs = 1000 } = options;
  app.get('/', async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(index(status(), options.operations ?? [])),
  );
  app.get('/metrics', async (_request, reply) => {
    const text = await metrics.text();
    return reply.type(metrics.contentType).send(text);
  });
  app.get('/healthz', async (_request, reply) => sendJson(reply, { alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const eventLoopLagMs = Math.round(lagMs());
    const answer = ready();
    const late = eventLoopLagMs > maxLagMs ? [`the process is overloaded: late by ${eventLoopLagMs} ms`] : [];
    const isReady = answer.ready && late.length === 0;
    const body = { ready: isReady, because: [...answer.because, ...late], eventLoopLagMs };
    return sendJson(reply.code(isReady ? 200 : 503), body);
  });
  app.get('/api/v1/status', async (_request, reply) => sendJson(reply, status()));
  app.get('/api/v1/status/schema', async (_request, reply) => sendJson(reply, StatusSchema));
}

/** The body of a reload says nothing; those of operations are read by the operation they are for. */
function addReload(app: FastifyInstance, reload: AdminServerOptions['reload']): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: unknown) => body,
  );
  app.post('/api/v1/reload', async (_request, reply) => {
    if (reload === undefined)
      return sendError(reply, {
        status: 409,
        code: 'ADM_NO_FILE',
        message: 'This Fairlead was not started from a configuration file.',
      });
    const answer = await reload();
    return sendJson(reply.code(answer.ok ? 200 : 422), answer);
  });
}

/** What went wrong inside is for the log; a client is told only that it did. */
function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error, path: request.url }, 'an admin request failed');
    const known = status < 500;
    return sendError(reply, {
      status,
      code: known ? 'ADM_REQUEST' : 'ADM_INTERNAL',
      message: known ? error.message : 'Something failed inside; the log of Fairlead says what.',
    });
  });
}

type Fault = { readonly status: number; readonly code: string; readonly message: string };

function sendRefusal(
  reply: FastifyReply,
  refusal: NonNullable<ReturnType<typeof refusalOf>>,
  operations: readonly { readonly path: string }[],
): FastifyReply {
  if (refusal.allow) reply.header('allow', refusal.allow.join(', '));
  const known = [...Object.keys(adminPaths), ...operations.map(({ path }) => path)];
  const paths = refusal.status === 404 ? { paths: [...new Set(known)] } : {};
  return sendError(reply.header('connection', 'close'), refusal, paths);
}

function sendError(reply: FastifyReply, { status, code, message }: Fault, more: object = {}): FastifyReply {
  return sendJson(reply.code(status), { error: { code, message, ...more } });
}

function index({ product, url, state }: Status, bound: readonly BoundOperation[]): string {
  const operations = bound.map(({ operation }): readonly [string, string] => {
    const { method, path, summary } = operation;
    return [path, method === 'GET' ? summary : `POST: ${summary}`];
  });
  const entries = [...Object.entries(adminPaths), ...operations];
  const width = Math.max(...entries.map(([path]) => path.length));
  const lines = entries.map(([path, text]) => `  ${path.padEnd(width)}  ${text}`);
  return [`${product.name} ${product.version}: ${state}`, `Users open ${url}`, '', ...lines, ''].join('\n');
}
