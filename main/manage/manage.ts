// Makes everything that manages the cluster and joins it for the rest of the product. Holds no rules.

import { join } from 'node:path';
import type { BoundOperation } from '../../admin/operation.ts';
import { createAudit } from '../../cluster/audit/audit.ts';
import type { Notice, ServerId } from '../../cluster/model.ts';
import type { Logger, Parts } from '../parts.ts';
import { audited } from './audited.ts';
import { type BudgetPart, createBudgetPart } from './budget.ts';
import { createDoctorPart } from './doctor.ts';
import { createFilesPart, type FilesPart } from './files.ts';
import { createLeadershipPart, type LeadershipPart } from './leadership.ts';
import { createLockPart, type LockPart } from './lock.ts';
import { createMaintenancePart, type MaintenancePart } from './maintenance.ts';
import { createMetadataPart, type MetadataPart } from './metadata.ts';
import type { ManageContext, ManagedPart } from './part.ts';
import { createPeersPart, type PeersPart } from './peers.ts';
import { refreshBy } from './refresh-metadata.ts';
import { createRemotePart, type RemotePart } from './remote.ts';
import { createRolesPart, type RolesPart } from './roles.ts';
import { createServiceProbePart } from './service-probe.ts';
import { createUpgradesPart, type UpgradesPart } from './upgrades.ts';
import { createWantedPart, type WantedPart } from './wanted.ts';
import { createWarmUpPart, type WarmUpPart } from './warm-up.ts';

/** Everything that manages: each part by its name, for those who show it, and all of it as one. */
export type Managed = {
  readonly operations: readonly BoundOperation[];
  readonly leadership: LeadershipPart;
  readonly remote: RemotePart;
  readonly budget: BudgetPart;
  readonly lock: LockPart;
  readonly wanted: WantedPart;
  readonly maintenance: MaintenancePart;
  readonly roles: RolesPart;
  readonly upgrades: UpgradesPart;
  readonly warmUp: WarmUpPart;
  readonly metadata: MetadataPart;
  readonly peers: PeersPart;
  readonly files: FilesPart;
  notices(nowMs: number): readonly Notice[];
  start(): void;
  close(): Promise<void>;
};

/** Everything that was made, for those who look at it. */
export type AllParts = Parts & {
  /** What is done to the cluster, and by whom. */
  readonly managed: Managed;
};

export type ManageOptions = {
  readonly parts: Parts;
  readonly logger: Logger;
  readonly nowMs: () => number;
};

/** Nothing begins before `start`. */
export function createManaged({ parts, logger, nowMs }: ManageOptions): Managed {
  const { dataDirectory } = parts.current.configuration;
  const audit = createAudit(join(dataDirectory, 'audit.jsonl'), nowMs);
  const context: ManageContext = { parts, audit, logger, nowMs };
  const named = makeAll(context);
  const all: readonly ManagedPart[] = Object.values(named);
  const operations = all.flatMap((part) => part.operations ?? []);
  return {
    ...named,
    operations: operations.map((each) => audited(each, audit)),
    notices: (atMs) => all.flatMap((part) => part.notices?.(atMs) ?? []),
    start() {
      for (const part of all) part.start?.();
    },
    async close() {
      for (const part of [...all].reverse()) await part.close();
      await audit.close();
    },
  };
}

/** Whoever locks the CRM is answered after this; the servers go on. */
const refreshWaitMs = 10_000;

function taskUnderWay(maintenance: MaintenancePart): string | undefined {
  const task = maintenance.active()?.task;
  return task === undefined ? undefined : `the maintenance task ${task} is under way`;
}

/** In the order in which they stand on each other. */
function makeAll(context: ManageContext) {
  const leadership = createLeadershipPart(context);
  const remote = createRemotePart(context);
  const budget = createBudgetPart(context);
  const wanted = createWantedPart(context, { leaving: () => roles.leaving });
  const peers = createPeersPart(context, { board: wanted.board, moves: () => roles.movesDoor });
  const { isLeader } = leadership;
  const { runner } = remote;
  const warmUp = createWarmUpPart(context, { runner, budget });
  const isWarming = (id: ServerId) => warmUp.view(id) !== undefined;
  const serviceProbe = createServiceProbePart(context, { isLeader, isWarming });
  const metadata = createMetadataPart(context, { budget, runner, isLeader, adminOf: wanted.adminOf });
  const doctor = createDoctorPart(context, { runner, roles: () => roles.shown });
  const isUp = (id: ServerId) => context.parts.checks.healthOf(id).state !== 'down';
  const refresh = refreshBy({ keeper: metadata.keeper, isUp, waitMs: refreshWaitMs });
  const lock = createLockPart(context, { leadership, refresh });
  const roles: RolesPart = createRolesPart(context, { leadership, remote, budget, wanted, refresh, peers });
  const files = createFilesPart(context, { runner, isLeader });
  const busy = () => taskUnderWay(maintenance);
  const upgrades = createUpgradesPart(context, { leadership, runner, lock, wanted, roles, busy });
  const maintenance: MaintenancePart = createMaintenancePart(context, {
    leadership,
    isBusy: upgrades.busy,
    cleanUpRuns: upgrades.manager.cleanUp,
  });
  return {
    leadership,
    remote,
    budget,
    wanted,
    peers,
    warmUp,
    serviceProbe,
    metadata,
    doctor,
    lock,
    files,
    upgrades,
    maintenance,
    roles,
  };
}
