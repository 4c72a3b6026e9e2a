// The storm: all simulated servers are restarted, and then everybody logs on at once through the product. Does it and
// gathers the numbers; what they mean is rules/storm-verdict.ts.

import type { DemoOptions } from '../../admin/cli/verb-options.ts';
import { exitCodes } from '../../admin/rules/exit-code.ts';
import { pause } from '../../cluster/pause.ts';
import type { CrmHooks } from '../../demo/crm/model.ts';
import { createStormPerson, type StormEntry } from '../../demo/people/storm-person.ts';
import type { VerbContext } from '../verbs/verb-context.ts';
import {
  countProblems,
  type StormResult,
  type StormServer,
  stormText,
  stormVerdict,
} from './rules/storm-verdict.ts';
import { type Demo, startDemo } from './start-demo.ts';
import { until } from './until.ts';

/** `fairlead demo --storm`: 0 only where what the storm should show has shown. */
export async function stormDemo(options: DemoOptions, context: VerbContext): Promise<number> {
  const result = await runStorm(options, context);
  const verdict = stormVerdict(result);
  const { output } = context.terminal;
  output.write(options.json ? `${JSON.stringify({ ...result, ...verdict })}\n` : stormText(result));
  return verdict.passed ? 0 : exitCodes.error;
}

/** Cold servers as F4 tells of them, only quicker. */
const behaviour = { dllStartMs: 300, metadataLoadMs: 3_000, coldLogOnsBeforeRecycle: 20, logOnMs: 50 };
/** Restarts are noticed at once, so that nobody has to wait for the storm. */
const health = { intervalMs: 300, timeoutMs: 5_000, rise: 1, fall: 1 };
/** The default, said here because the verdict goes by it. */
const logOnsPerServer = 4;
const restartLimitMs = 60_000;
const answerLimitMs = 90_000;
const patienceMs = 150_000;

/** Resolves with what happened; nothing is left running. Rejects where the storm could not be made. */
async function runStorm(options: DemoOptions, context: VerbContext): Promise<StormResult> {
  const { guard, users } = options;
  const truth = createTruth();
  const sections = { storm: { guard, logOnsPerServer }, health, logging: { level: 'error' } };
  const demo = await startDemo({ ...options, scene: { behaviour, hooks: truth.hooks, sections } }, context);
  const stop = AbortSignal.any([context.terminal.interrupted, context.terminated]);
  const crowd = demo.cluster.logOns.slice(0, users).map((who) =>
    createStormPerson({
      origin: demo.product.url,
      ca: demo.ca,
      who,
      timeoutMs: answerLimitMs,
      patienceMs,
      nowMs: () => performance.now(),
      delay: (ms) => pause(ms, stop),
      stop,
    }),
  );
  try {
    await Promise.all(crowd.map((person) => person.arrive()));
    await restartAll(demo);
    const entries = await Promise.all(crowd.map((person) => person.logOn()));
    const inside = await Promise.all(crowd.map((person) => person.stillIn()));
    return { ...summary(options, entries, inside), servers: truth.servers(demo) };
  } finally {
    for (const person of crowd) person.leave();
    await demo.close();
  }
}

/** Down and up again, seen by the checks both times: as after a night in which somebody restarted everything. */
async function restartAll({ cluster, product }: Demo): Promise<void> {
  const all = (state: string) =>
    product.status().servers.every((server) => server.health.state === state) || undefined;
  await Promise.all(cluster.crm.servers.map((server) => server.kill()));
  await until('every server to be seen down', restartLimitMs, () => all('down'));
  await Promise.all(cluster.crm.servers.map((server) => server.start()));
  await until('every server to be seen up', restartLimitMs, () => all('up'));
}

/** What the servers themselves say, whatever the product believes. */
function createTruth() {
  const underWay = new Map<string, { now: number; most: number }>();
  const of = (server: string) => {
    const found = underWay.get(server) ?? { now: 0, most: 0 };
    underWay.set(server, found);
    return found;
  };
  const hooks: CrmHooks = {
    onLogOn({ server }) {
      const each = of(server);
      each.now += 1;
      each.most = Math.max(each.most, each.now);
    },
    onLogOnEnd({ server }) {
      of(server).now -= 1;
    },
  };
  const servers = ({ cluster }: Demo): StormServer[] =>
    cluster.crm.servers.map((server) => {
      const { counters, sessions } = server.details();
      return {
        name: server.name,
        mostAtOnce: of(server.name).most,
        metadataLoads: counters.metadataLoads,
        recycles: counters.stormRecycles,
        users: sessions,
      };
    });
  return { hooks, servers };
}

function summary(
  { users, guard }: DemoOptions,
  entries: readonly StormEntry[],
  inside: readonly boolean[],
): Omit<StormResult, 'servers'> {
  const times = entries.map((each) => each.tookMs).toSorted((first, second) => first - second);
  return {
    guard,
    people: users,
    logOnsPerServer,
    gotIn: entries.filter((each) => each.gotIn).length,
    lost: entries.filter((each, index) => each.gotIn && inside[index] === false).length,
    turnedAway: entries.filter((each) => each.turnedAway > 0).length,
    problems: countProblems(entries.map((each) => each.problem)),
    longestMs: Math.round(times.at(-1) ?? 0),
    medianMs: Math.round(times[Math.floor(times.length / 2)] ?? 0),
    slowestPageMs: Math.round(Math.max(0, ...entries.map((each) => each.pageMs ?? 0))),
  };
}
