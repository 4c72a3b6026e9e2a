// How long a log-on's decision takes, and all the rules around it, without sockets.

import type { RequestHead } from '../../../balancer/engine.ts';
import { type Candidate, pick } from '../../../balancer/rules/pick.ts';
import { createTally } from '../../../balancer/rules/settle.ts';
import { answer, logOnBody, logOnRequest, makeWorld, pages } from '../../balancer/support/traffic-world.ts';
import type { Scenario } from '../bench.ts';
import { markdownTable } from '../rules/markdown.ts';
import { rounded } from '../rules/numbers.ts';
import { rowsOf } from '../rules/rows.ts';

const servers = 16;

export const decision: Scenario = {
  name: 'decision',
  title: 'Decision',
  about: `The pick among ${servers} servers whose users change with every log-on; and a whole log-on through all rules (form, decision, reservation, session id out of the answer, ledger). No sockets.`,
  async measure({ quick }) {
    const seconds = quick ? 0.2 : 1;
    const candidates = Array.from({ length: servers }, createCandidate);
    const usPerDecision = microseconds(seconds, (turn) => decideOnce(candidates, turn));
    const world = makeWorld(servers, { onDecision: () => undefined, onRequest: () => undefined });
    const head = logOnRequest();
    const body = Buffer.from(logOnBody);
    const usPerLogOn = microseconds(seconds, (turn) => logOnOnce(world, { head, body, turn }));
    return [
      {
        kind: 'decision',
        servers,
        usPerDecision: rounded(usPerDecision, 3),
        usPerLogOn: rounded(usPerLogOn, 2),
      },
    ];
  },
  table: (rows) =>
    markdownTable(rowsOf(rows, 'decision'), [
      ['servers', (row) => row.servers],
      ['us a decision', (row) => row.usPerDecision, 3],
      ['us a log-on, all rules', (row) => row.usPerLogOn, 2],
    ]),
};

type Counted = Candidate & { readonly tally: ReturnType<typeof createTally> };

function createCandidate(_: unknown, index: number): Counted {
  const tally = createTally();
  tally.settle({ users: (index * 7) % 40, startedAtMs: 0, endedAtMs: 1 });
  return {
    admin: index === 3 ? 'draining' : 'in-service',
    health: index === 5 ? 'down' : 'up',
    weight: 1000 + (index % 3) * 500,
    maxUsers: index % 2 === 0 ? 1_000_000_000 : undefined,
    tally,
    get users() {
      return tally.expected();
    },
  };
}

/** Reserves where it sent somebody, and lets one in two go again, so that the next choice is another. */
function decideOnce(candidates: readonly Counted[], turn: number): void {
  const picked = pick(candidates, [], 'log-on');
  if (picked.kind === 'none') throw new Error(picked.because);
  const { tally } = picked.candidate;
  const reservation = tally.reserve(turn);
  if (turn % 2 === 0) tally.giveBack(reservation);
  else tally.succeed(reservation, turn);
}

type LogOn = { readonly head: RequestHead; readonly body: Buffer; readonly turn: number };

function logOnOnce({ traffic, clock }: ReturnType<typeof makeWorld>, { head, body, turn }: LogOn): void {
  clock.nowMs += 1;
  const exchange = traffic.begin(head);
  const route = exchange.route(body);
  if (route.kind !== 'forward') throw new Error(route.because);
  answer(exchange, pages.success(String(100_000_000_000_000 + turn)));
}

/** Mean over as many turns as fit into the time, after a tenth of it for the compiler. */
function microseconds(seconds: number, once: (turn: number) => void): number {
  let turn = 0;
  const run = (limitMs: number) => {
    const first = turn;
    const startedMs = performance.now();
    let elapsedMs = 0;
    while (elapsedMs < limitMs) {
      for (let end = turn + 1000; turn < end; turn++) once(turn);
      elapsedMs = performance.now() - startedMs;
    }
    return (elapsedMs * 1000) / (turn - first);
  };
  run(seconds * 100);
  return run(seconds * 1000);
}
