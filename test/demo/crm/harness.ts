// A simulated cluster on free ports with a store of its own, and a client that shows everything it gets.

import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Test } from 'tap';
import type { CrmBehaviour } from '../../../demo/crm/behaviour.ts';
import { createCrmCluster } from '../../../demo/crm/cluster.ts';
import type { CrmHooks } from '../../../demo/crm/model.ts';
import { createStore } from '../../../demo/store/store.ts';

export const password = 'made-for-this-test';

export type ClusterSettings = {
  readonly names?: readonly string[];
  readonly behaviour?: Partial<CrmBehaviour>;
  readonly https?: boolean;
  readonly hooks?: CrmHooks;
};

/** Nothing takes time unless a test says so. */
const quick: Partial<CrmBehaviour> = { logOnMs: 0, pageMs: 0, dllStartMs: 0, metadataLoadMs: 0, resetMs: 0 };

/** Started, and closed when the test ends. `clock.skipMs` moves the servers' time. */
export async function startCluster(t: Test, settings: ClusterSettings = {}) {
  const names = settings.names ?? ['CRMWEB1', 'CRMWEB2'];
  const store = createStore({ serverNames: names, users: 40, userPassword: password, httpPort: 80 });
  const clock = { skipMs: 0 };
  const problems: Error[] = [];
  const cluster = await createCrmCluster({
    servers: names.map((name) => ({ name, fullyQualifiedName: `${name.toLowerCase()}.example.test` })),
    store,
    https: settings.https ?? false,
    behaviour: { ...quick, ...settings.behaviour },
    hooks: settings.hooks ?? {},
    nowMs: () => Date.now() + clock.skipMs,
    onProblem: (problem) => problems.push(problem),
  });
  await cluster.listen();
  t.teardown(async () => {
    await cluster.close();
    store.close();
    if (problems.length > 0) throw new AggregateError(problems, 'the servers had problems');
  });
  const [first, second] = cluster.servers;
  if (!first) throw new Error('no servers');
  return { cluster, store, clock, first, second: second ?? first };
}

export type Asked = {
  readonly method?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ca?: string | undefined;
  readonly localAddress?: string;
};

export type Got = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
};

/** One request on a connection of its own; rejects where the connection fails or the answer is cut. */
export function ask(url: string, asked: Asked = {}): Promise<Got> {
  const secure = url.startsWith('https:');
  const { method = 'GET', body, headers = {}, ca, localAddress } = asked;
  const options = { method, headers, agent: false, ...(localAddress ? { localAddress } : {}) };
  return new Promise((resolve, reject) => {
    const request = secure
      ? httpsRequest(url, { ...options, ...(ca ? { ca } : {}) })
      : httpRequest(url, options);
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: bytes.toString(),
          bytes,
        });
      });
    });
    request.end(body);
  });
}

export const form = (values: Readonly<Record<string, string>>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(values).toString(),
});

/** Posts the log-on form. */
export function logOn(
  origin: string,
  user: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Got> {
  return ask(`${origin}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password, ...more }));
}

/** SID of a page; fails the test's promise where there is none. */
export function sidOf(got: Got): string {
  const sid = /[?&;]SID=([0-9]{14,15})(?![0-9])/.exec(got.body)?.[1];
  if (!sid) throw new Error(`no SID in a ${got.status}: ${got.body.slice(0, 200)}`);
  return sid;
}

export const page = (origin: string, sid: string, act: number) =>
  `${origin}/CRM/eware.dll/Do?SID=${sid}&Act=${act}&Mode=1`;

/** Open log-ons of the store as `user@server`, and how the ended ones ended. */
export function activity(store: ReturnType<typeof createStore>): { open: string[]; ended: string[] } {
  const rows = store.database
    .prepare(
      `SELECT User_Logon AS user, User_LastServer AS server, acty_logoff AS how
       FROM Activity JOIN Users ON User_UserId = SIM_ActivityUser ORDER BY SIM_ActivityId`,
    )
    .all();
  return {
    open: rows.filter((row) => row.how === null).map((row) => `${row.user}@${row.server}`),
    ended: rows.filter((row) => row.how !== null).map((row) => `${row.user} ${row.how}`),
  };
}
