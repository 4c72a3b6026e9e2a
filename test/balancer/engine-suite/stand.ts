// One engine between a raw client and a raw server, opened for one test and taken down after it.
// A problem nobody asked for, or an exchange without its end, fails the test: a clean log is an assertion.

import type { ConnectionOptions } from 'node:tls';
import type { Test } from 'tap';
import type { Engine, EngineOptions, ExchangeEnd, TrafficLimits } from '../../../balancer/engine.ts';
import type { Server } from '../../../cluster/model.ts';
import {
  createScriptedRules,
  type Script,
  type ScriptedRules,
  serverAt,
  wideLimits,
} from '../../support/scripted-rules.ts';
import { waitFor } from '../../support/wait-for.ts';
import { openClient, type WireClient } from '../../support/wire-client.ts';
import { openServer, type WireScript, type WireServer } from '../../support/wire-server.ts';

export type MakeEngine = (options: EngineOptions) => Engine;

export type StandOptions = {
  readonly limits?: Partial<TrafficLimits>;
  readonly script?: Script;
  readonly upstream?: WireScript;
  readonly server?: Partial<Server>;
  readonly engine?: Partial<EngineOptions>;
  /** The test itself looks at `problems`. */
  readonly problemsExpected?: boolean;
  /** Where the engine sends requests, if not to a plain server opened here. */
  readonly origin?: string;
};

export type Stand = {
  readonly engine: Engine;
  readonly port: number;
  readonly upstream: WireServer;
  readonly server: Server;
  readonly rules: ScriptedRules;
  readonly problems: Error[];
  open(tls?: ConnectionOptions): Promise<WireClient>;
  /** Sends one request on a connection of its own and gives the answer. */
  ask(request: string, method?: string): ReturnType<WireClient['answer']>;
  ended(count?: number): Promise<ExchangeEnd>;
};

/** Opens a stand; everything is closed when the test is over. */
export async function stand(t: Test, make: MakeEngine, options: StandOptions = {}): Promise<Stand> {
  const upstream = await openServer(options.upstream);
  const server = serverAt(options.origin ?? `http://127.0.0.1:${upstream.port}`, options.server);
  const rules = createScriptedRules(server, options.script);
  const problems: Error[] = [];
  const clients: WireClient[] = [];
  const engine = make({
    rules,
    limits: { ...wideLimits, ...options.limits },
    tls: undefined,
    upstreamCa: undefined,
    onProblem: (problem) => problems.push(problem),
    nowMs: () => performance.now(),
    ...options.engine,
  });
  const port = await engine.listen({ host: '127.0.0.1', port: 0 });
  const open = async (tls?: ConnectionOptions) => {
    const client = await openClient(port, tls);
    clients.push(client);
    return client;
  };
  t.teardown(async () => {
    for (const client of clients) client.close();
    await upstream.close();
    await engine.close(0);
    // A test that is over takes no more assertions: what is thrown here fails it.
    if (!options.problemsExpected && problems.length > 0)
      throw new Error('the engine told of a problem', { cause: problems[0] });
    const ends = rules.calls.map((calls) => calls.filter((call) => call === 'end').length);
    if (ends.some((count) => count !== 1)) throw new Error(`ends of the exchanges: ${ends.join(', ')}`);
  });
  return {
    engine,
    port,
    upstream,
    server,
    rules,
    problems,
    open,
    ask: async (request, method) => {
      const client = await open();
      client.write(request);
      return client.answer(method);
    },
    ended: (count = 1) => waitFor('the end of the exchange', () => rules.ends[count - 1]),
  };
}

/** A request head with Host; `fields` are whole lines. */
export function request(line: string, fields: readonly string[] = [], body = ''): string {
  const lines = fields.map((field) => `${field}\r\n`).join('');
  return `${line} HTTP/1.1\r\nHost: crm.example.com\r\n${lines}\r\n${body}`;
}
