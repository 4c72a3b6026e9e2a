// Looks at a cluster before each decision of a run: only at what the next step's needs ask about, because looking costs
// a statement or a remote command. What was not looked at is undefined.

import type { Server } from '../model.ts';
import { fileVersion } from '../remote/commands/file-version.ts';
import { pathAccess } from '../remote/commands/path-access.ts';
import { answerOf } from './effects/on-server.ts';
import { programSeen } from './effects/programs.ts';
import { servicesOf } from './effects/services.ts';
import type { RunState } from './model.ts';
import type { Observation, Seen } from './observation.ts';
import type { Plan, PlannedStep } from './plan-model.ts';
import { keptFiles } from './rules/kept.ts';
import { backupsOf, needsBackup } from './rules/order.ts';
import { outageOf } from './rules/outage.ts';
import { firstOpen } from './rules/steps.ts';
import type { Site } from './site.ts';

/** Longest wait for a program that was cut off and still runs. */
const programWaitMs = 1_800_000;
const lookMs = 60_000;

export type Looking = {
  readonly plan: Plan;
  readonly state: RunState;
  readonly stop: AbortSignal;
  readonly nowMs: number;
  /** Told of what could not be looked at. */
  readonly onProblem: (problem: Error) => void;
};

export async function observeSite(
  site: Site,
  { plan, state, stop, nowMs, onProblem }: Looking,
): Promise<Omit<Observation, 'leader'>> {
  site.lock.tellWork(outageOf(plan, state, nowMs));
  const orUndefined = look(onProblem);
  const next = nextOf(plan, state);
  const limit = AbortSignal.any([stop, AbortSignal.timeout(lookMs)]);
  const changing = next?.changes.includes('version') ?? false;
  const asksConnections = changing || (next?.needs.includes('disconnected') ?? false);
  const connected = asksConnections ? await orUndefined(site.database.connected()) : undefined;
  const servers = site.servers().map(async (server) => {
    const mine = next?.targets.includes(server.name) ?? false;
    const asksServices = mine && next?.needs.includes('services-stopped');
    const asksVersion = next?.changes.includes('users-in') ?? false;
    const services = asksServices ? await orUndefined(servicesOf(site, server, { limit })) : undefined;
    return {
      name: server.name,
      version: asksVersion ? await orUndefined(versionOf(site, server, limit)) : undefined,
      connected: connected === undefined ? undefined : (connected.get(server.name.toLowerCase()) ?? []),
      serving: site.people.serves(server),
      users: site.people.left(server),
      servicesStopped: services?.every((each) => each.state === 'stopped'),
    };
  });
  const seen = await seenOf(site, { plan, state, stop, nowMs, onProblem });
  return {
    locked: site.lock.held(),
    servers: await Promise.all(servers),
    lostBackups: next === undefined ? [] : await lostBackups(site, next, { plan, state, limit, onProblem }),
    seen: (id) => seen.get(id) ?? 'unknown',
  };
}

/** The first step that is not over: the one whose needs decide. */
function nextOf(plan: Plan, state: RunState): PlannedStep | undefined {
  if (state.mode !== 'forward') return undefined;
  return firstOpen(plan, state);
}

/** A clean-up of old files may have taken them since they were verified: hours may lie between. */
async function lostBackups(
  site: Site,
  step: PlannedStep,
  { plan, state, limit, onProblem }: Pick<Looking, 'plan' | 'state' | 'onProblem'> & { limit: AbortSignal },
): Promise<readonly string[]> {
  if (!needsBackup(step)) return [];
  const orUndefined = look(onProblem);
  const lost: string[] = [];
  const files = backupsOf(plan.steps, step).flatMap(({ backup }) =>
    backup === undefined ? [] : keptFiles(state, backup),
  );
  for (const { server: name, file } of files) {
    if (name === '') {
      if ((await orUndefined(site.database.there(file, limit))) === false) lost.push(`the database: ${file}`);
      continue;
    }
    const server = site.servers().find((each) => each.name === name);
    if (server === undefined || !step.targets.includes(name) || !site.runner.available(server)) continue;
    const found = await orUndefined(answerOf(site, server, pathAccess(file), { limit }));
    if (found?.kind === 'missing') lost.push(`${name}: ${file}`);
  }
  return lost;
}

async function versionOf(site: Site, server: Server, limit: AbortSignal): Promise<string | undefined> {
  if (!site.runner.available(server)) return undefined;
  return (await answerOf(site, server, fileVersion(site.settings().versionFile), { limit })).file;
}

/** Of whatever was begun and not ended: whether its effect can be seen. */
async function seenOf(
  site: Site,
  { plan, state, stop, onProblem }: Looking,
): Promise<ReadonlyMap<string, Seen>> {
  const orUndefined = look(onProblem);
  const seen = new Map<string, Seen>();
  const limit = AbortSignal.any([stop, AbortSignal.timeout(programWaitMs)]);
  for (const step of plan.steps) {
    if (step.kind !== 'run' || step.byPerson || state.steps.get(step.id)?.state !== 'begun') continue;
    seen.set(step.id, (await orUndefined(programSeen(site, step, state, limit))) ?? 'unknown');
  }
  return seen;
}

/** What cannot be looked at now is told and not known; the next look may know. */
function look(onProblem: (problem: Error) => void) {
  return async <Value>(looking: Promise<Value>): Promise<Value | undefined> => {
    try {
      return await looking;
    } catch (problem) {
      onProblem(problem as Error);
      return undefined;
    }
  };
}
