// Does one fault of the schedule and ends it again. What comes of it is waited for and judged elsewhere.

import type { CrmClusterMember } from '../../demo/crm/cluster.ts';
import { waitFor } from '../support/wait-for.ts';
import { fairleadNames, type Place, places } from './fairleads.ts';
import { allSettled, beginMove } from './roles.ts';
import type { DrainClaim, DrainRecord } from './rules/drain-truth.ts';
import type { Fault } from './rules/faults.ts';
import { leaderOf, type World } from './world.ts';

/** A drain as it was asked for and as it was told to have ended. */
export type DrainBegun = Omit<DrainRecord, 'samples' | 'pagesMs' | 'seen'>;

export type Inflicted = {
  readonly server: string | undefined;
  /** When a Fairlead was killed. */
  readonly cutsMs: readonly number[];
  readonly drain?: DrainBegun;
};

export type Inflicting = { readonly world: World; readonly pause: (ms: number) => Promise<void> };

/** Resolves when nothing hurts any more; rejects where the world refuses to be hurt. */
export async function inflict(fault: Fault, { world, pause }: Inflicting): Promise<Inflicted> {
  const server = 'server' in fault ? serverAt(world, fault.server) : undefined;
  const touched = { server: server?.name, cutsMs: [] };
  switch (fault.kind) {
    case 'kill':
      await server?.kill();
      await pause(fault.forMs);
      await server?.start();
      return touched;
    case 'recycle':
      server?.recycle();
      return touched;
    case 'reset':
      await server?.reset();
      return touched;
    case 'hang':
      server?.hang();
      return untilNormal(server, { pause, forMs: fault.forMs });
    case 'refuse':
      await server?.refuse();
      return untilNormal(server, { pause, forMs: fault.forMs });
    case 'slow':
      server?.slow(fault.byMs);
      return untilNormal(server, { pause, forMs: fault.forMs });
    case 'tomcat':
      server?.setTomcat(false);
      await pause(fault.forMs);
      server?.startTomcat();
      return touched;
    case 'database':
      await world.cluster.tds.stop();
      await pause(fault.forMs);
      await world.startDatabase();
      return touched;
    case 'leader':
      return { ...touched, cutsMs: [await killLeader(world, () => pause(fault.forMs))] };
    case 'drain':
      return { ...touched, drain: await drain(world, fault) };
    case 'role':
      return { ...touched, cutsMs: await moveRole(world, fault, pause) };
  }
}

function serverAt({ cluster }: World, index: number): CrmClusterMember {
  const found = cluster.crm.servers[index];
  if (found === undefined) throw new Error(`there is no server ${index}`);
  return found;
}

type Until = { readonly pause: Inflicting['pause']; readonly forMs: number };

async function untilNormal(
  server: CrmClusterMember | undefined,
  { pause, forMs }: Until,
): Promise<Inflicted> {
  await pause(forMs);
  await server?.normal();
  return { server: server?.name, cutsMs: [] };
}

/** Gives back when it was killed. */
async function killLeader({ fairleads }: World, meanwhile: () => Promise<void>): Promise<number> {
  const place = await leaderOf(fairleads);
  const atMs = Date.now();
  await fairleads.kill(place);
  await meanwhile();
  await fairleads.start(place);
  return atMs;
}

type RoleFault = Extract<Fault, { readonly kind: 'role' }>;
/** For so long the leader lives on after it has begun, and is gone afterwards. */
const midMoveMs = 150;
const goneMs = 4_000;

/** Gives back when a Fairlead was killed. */
async function moveRole(
  world: World,
  { choice, leaderDies }: RoleFault,
  pause: Inflicting['pause'],
): Promise<number[]> {
  await beginMove(world.fairleads, choice);
  if (leaderDies) await pause(midMoveMs);
  const cutsMs = leaderDies ? [await killLeader(world, () => pause(goneMs))] : [];
  await allSettled(world.fairleads);
  return cutsMs;
}

type DrainFault = Extract<Fault, { readonly kind: 'drain' }>;

/** How long after its deadline a drain may need to say so: it is looked at once a second. */
const lateMs = 10_000;

/** Wished at one Fairlead, ended at the other; both must know of it. */
async function drain(world: World, fault: DrainFault): Promise<DrainBegun> {
  const { fairleads } = world;
  const server = serverAt(world, fault.server).name;
  const { policy, deadlineMs } = fault;
  const idleLimitMs = policy === 'no-extension' ? { idleLimitMs: 60_000 } : {};
  const reason = 'a chaos run';
  const beganMs = Date.now();
  await fairleads.call(0, `/api/v1/servers/${server}/drain`, { reason, policy, deadlineMs, ...idleLimitMs });
  const claims = () => Promise.all(places.map((place) => claimOf(world, place, server)));
  const ended = async () => (await claims()).every(({ end }) => end !== null) || undefined;
  // That it did not end is found by the judge.
  await waitFor('the drain to end', ended, deadlineMs + lateMs).catch(() => undefined);
  const all = await claims();
  const admittedMs = Date.now();
  await fairleads.call(1, `/api/v1/servers/${server}/admit`, { reason });
  return { server, policy, beganMs, deadlineMs, admittedMs, claims: all };
}

async function claimOf({ fairleads }: World, place: Place, server: string): Promise<DrainClaim> {
  const status = await fairleads.status(place);
  const found = status?.servers.find((each) => each.name === server)?.admin.drain;
  const { end = null, endedAt, leftAtEnd = null } = found ?? {};
  const endedMs = endedAt ? Date.parse(endedAt) : undefined;
  return { fairlead: fairleadNames[place], end, endedMs, leftAtEnd };
}
