// Traffic rules that a test writes itself: sends everything to one server unless told otherwise, and keeps
// what the engine called, in order. Decides nothing about users.

import type {
  Exchange,
  ExchangeEnd,
  FieldEdits,
  Reply,
  RequestHead,
  ResponseHead,
  ResponsePlan,
  Route,
  SettledRoute,
  TrafficLimits,
  TrafficRules,
} from '../../balancer/engine.ts';
import type { Server } from '../../cluster/model.ts';

export const noEdits: FieldEdits = { drop: [], replace: new Map(), append: [] };

/** Limits that no test reaches by itself; a test shortens the one it is about. */
export const wideLimits: TrafficLimits = {
  headBytes: 65_536,
  fieldCount: 100,
  targetBytes: 8_192,
  headTimeoutMs: 20_000,
  bodyTimeoutMs: 20_000,
  clientIdleMs: 20_000,
  clientReadTimeoutMs: 20_000,
  connectTimeoutMs: 5_000,
  serverTimeoutMs: 20_000,
  serverIdleMs: 4_000,
  tunnelIdleMs: 20_000,
  connectionsPerServer: 256,
};

export function serverAt(origin: string, change: Partial<Server> = {}): Server {
  return {
    id: 's1',
    name: 'CRM01',
    position: 0,
    origin,
    hostNames: ['crm01'],
    weight: 1,
    maxUsers: undefined,
    verifyCertificate: true,
    ...change,
  };
}

export const forwardTo = (server: Server, edits: FieldEdits = noEdits): SettledRoute => ({
  kind: 'forward',
  server,
  edits,
  because: 'test',
});

export const replyWith = (status: number, body: string, fields: readonly string[] = []): SettledRoute => ({
  kind: 'reply',
  reply: { status, fields, body },
  because: 'test',
});

/** What one request may do differently from the default. */
export type Script = {
  readonly peekBytes?: number;
  readonly route?: (peeked: Buffer, head: RequestHead) => Route;
  readonly connectFailed?: (cause: Error, tries: number) => Route;
  readonly responseHead?: (head: ResponseHead) => ResponsePlan;
  readonly responseChunk?: (chunk: string) => void;
  readonly begin?: (head: RequestHead) => void;
};

export type ScriptedRules = TrafficRules & {
  script: Script;
  readonly heads: RequestHead[];
  /** Names of the calls of every exchange, such as `['begin', 'route', 'responseHead', 'end']`. */
  readonly calls: string[][];
  readonly ends: ExchangeEnd[];
};

/** Rules for one server; `script` may be replaced at any time. */
export function createScriptedRules(server: Server, script: Script = {}): ScriptedRules {
  const rules: ScriptedRules = {
    script,
    heads: [],
    calls: [],
    ends: [],
    begin(head) {
      rules.heads.push(head);
      rules.script.begin?.(head);
      const calls: string[] = ['begin'];
      rules.calls.push(calls);
      return createExchange({ rules, server, head, calls });
    },
  };
  return rules;
}

type Parts = {
  readonly rules: ScriptedRules;
  readonly server: Server;
  readonly head: RequestHead;
  readonly calls: string[];
};

function createExchange({ rules, server, head, calls }: Parts): Exchange {
  const { script } = rules;
  let tries = 0;
  return {
    peekBytes: script.peekBytes ?? 0,
    route(peeked) {
      calls.push('route');
      return script.route?.(peeked, head) ?? forwardTo(server);
    },
    connectFailed(cause) {
      calls.push('connectFailed');
      tries++;
      return script.connectFailed?.(cause, tries) ?? replyWith(502, 'no server');
    },
    responseHead(response) {
      calls.push('responseHead');
      return script.responseHead?.(response) ?? { edits: noEdits, watchBody: false };
    },
    responseChunk(chunk) {
      calls.push('responseChunk');
      script.responseChunk?.(chunk);
    },
    failureReply(status): Reply {
      calls.push(`failureReply ${status}`);
      return { status, fields: ['Content-Type', 'text/plain'], body: `failure ${status}` };
    },
    end(end) {
      calls.push('end');
      rules.ends.push(end);
    },
  };
}
