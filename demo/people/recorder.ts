// Joins the servers' hooks and the people's events into one judge: looks up the servers' truth at each arrival and
// passes on what happened, in the order in which it happened. Decides nothing.

import type { CrmHooks } from '../crm/model.ts';
import type { PeopleEvent } from './events.ts';
import { createJudge, type JudgeResult, type ServerTruth } from './rules/judge.ts';
import type { ServerAtEnd } from './rules/summary.ts';

/** The part of a simulated server that the judge looks at. */
export type JudgedServer = {
  readonly name: string;
  readonly state: string;
  truth(): { readonly sessions: number; readonly logOnsUnderWay: number };
};

export type RecorderOptions = {
  /** Asked at each arrival; a function because the servers are made with the hooks of this recorder. */
  readonly servers: () => readonly JudgedServer[];
  /** 1 where nothing else is said. */
  readonly weights?: ReadonlyMap<string, number>;
  /** A server that lost its sessions or was down within this time is compared with nobody. 0 by default. */
  readonly returnGraceMs?: number;
  /** See `JudgeOptions`. 0 by default. */
  readonly toldByDatabaseMs?: number;
  /** Servers that an operator has taken out of service; none by default. */
  readonly outOfService?: () => ReadonlySet<string>;
};

export type Recorder = {
  /** For `createCrmCluster({ hooks })`. */
  readonly hooks: CrmHooks;
  /** For `createPeople({ onEvent })`. */
  onEvent(event: PeopleEvent): void;
  result(): JudgeResult;
  /** The verdicts when everybody has left. */
  finish(): JudgeResult;
  /** Serving servers with their users, for the summary. */
  serversNow(): readonly ServerAtEnd[];
};

/** A recorder with a judge who has seen nothing yet. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { servers, weights = new Map(), returnGraceMs = 0, toldByDatabaseMs = 0, outOfService } = options;
  const judge = createJudge({ toldByDatabaseMs });
  const troubledAtMs = new Map<string, number>();

  function truthAt(atMs: number): readonly ServerTruth[] {
    return servers().map((server) => {
      const { sessions, logOnsUnderWay } = server.truth();
      if (server.state !== 'serving') troubledAtMs.set(server.name, atMs);
      const troubled = troubledAtMs.get(server.name);
      const settled = troubled === undefined || atMs - troubled >= returnGraceMs;
      return {
        server: server.name,
        users: sessions + logOnsUnderWay,
        weight: weights.get(server.name) ?? 1,
        candidate: server.state === 'serving' && settled && !outOfService?.().has(server.name),
      };
    });
  }

  return {
    hooks: {
      onLogOn: ({ user, server, confirm, atMs }) =>
        judge.arrived({ user, server, confirm, atMs, truth: truthAt(atMs) }),
      onLogOnEnd: ({ user, server, result, atMs }) =>
        judge.decided({
          user,
          server,
          result: result === 'success' || result === 'already-on' ? result : 'failed',
          atMs,
        }),
      onSessionEnd: ({ user, server, how, atMs }) => {
        if (how === 'Lost') troubledAtMs.set(server, atMs);
        judge.ended(user, server, atMs);
      },
    },
    onEvent(event) {
      if (event.type === 'log-on-sent') judge.sent(event.user);
      if (['log-on-answered', 'log-off-answered', 'lost-session-seen'].includes(event.type))
        judge.seen(event.user, event.atMs);
    },
    result: judge.result,
    finish: judge.finish,
    serversNow: () =>
      servers()
        .filter((server) => server.state === 'serving')
        .map((server) => ({
          server: server.name,
          users: server.truth().sessions,
          weight: weights.get(server.name) ?? 1,
        })),
  };
}
