// The smallest thing that can stand where Fairlead stands, for tests of the people and of their judge: sends a log-on
// where `choose` says and everything else where its SID is. It buffers, and knows only what it forwarded itself.

import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';

export type Backend = { readonly name: string; readonly origin: string };

/** What the balancer has seen go by: sessions, and log-ons sent and not yet answered. */
export type Believed = ReadonlyMap<string, number>;

export type Choose = (believed: Believed, backends: readonly Backend[]) => Backend | undefined;

/** Fewest believed users, ties in list order. */
export const fewest: Choose = (believed, backends) =>
  [...backends].sort((one, two) => (believed.get(one.name) ?? 0) - (believed.get(two.name) ?? 0))[0];

export type MiniOptions = { readonly choose?: Choose; readonly forgetful?: boolean };

type Answered = { readonly status: number; readonly rawHeaders: string[]; readonly body: string };

/** Starts it on a free port; closed when the test ends. */
export async function startMiniBalancer(
  t: Test,
  backends: readonly Backend[],
  { choose = fewest, forgetful = false }: MiniOptions = {},
): Promise<string> {
  const believed = new Map(backends.map((each) => [each.name, 0]));
  const bySid = new Map<string, Backend>();
  const asked = new Map<string, Backend>();
  const count = (backend: Backend, change: number) =>
    believed.set(backend.name, (believed.get(backend.name) ?? 0) + change);

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const text = body.toString();
    const target = request.url ?? '/';
    const user = /EWARE_USERID=([^&]*)/.exec(text)?.[1] ?? /<username>([^<]*)</.exec(text)?.[1];
    const sid = /[?&]SID=(\d+)/.exec(target)?.[1] ?? /<sessionid>(\d+)</.exec(text)?.[1];
    const confirmed = text.includes('LoginAnyway=T') && !forgetful ? asked.get(user ?? '') : undefined;
    const backend =
      confirmed ?? (user === undefined ? bySid.get(sid ?? '') : choose(believed, backends)) ?? backends[0];
    if (!backend) throw new Error('no backends');
    if (user !== undefined) count(backend, 1);
    const answered = await forward(backend, request.method ?? 'GET', target, {
      body,
      headers: request.rawHeaders,
    });
    const fresh = /SID=(\d+)/.exec(answered.body)?.[1] ?? /<sessionid>(\d+)</.exec(answered.body)?.[1];
    if (user !== undefined && fresh === undefined) count(backend, -1);
    if (user !== undefined && fresh !== undefined) bySid.set(fresh, backend);
    if (answered.body.includes('LoginAnyway')) asked.set(user ?? '', backend);
    if (/Act=99901/.test(target) || text.includes('<logoff/>')) count(backend, -1);
    const rewritten = answered.rawHeaders.map((value) => value.replace(/^http:\/\/crmweb\d+\//i, '/'));
    response.writeHead(answered.status, rewritten);
    response.end(answered.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Message = { readonly body: Buffer; readonly headers: string[] };

function forward(backend: Backend, method: string, target: string, message: Message): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${backend.origin}${target}`, {
      method,
      headers: message.headers,
      agent: false,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 502,
          rawHeaders: response.rawHeaders,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.end(message.body);
  });
}
