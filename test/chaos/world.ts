// Everything of a chaos run that stands and can be hurt: the embedded cluster, two Fairleads in front of it, and the one
// URL before them. Starts it, and knows when all is well.

import type { Status } from '../../admin/status-schema.ts';
import type { CrmHooks } from '../../demo/crm/model.ts';
import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { simulatedMetadata } from '../../main/demo/demo-configuration.ts';
import type { Stage } from '../support/fairlead-process.ts';
import type { Settings } from '../support/site.ts';
import { sshSections } from '../support/ssh-site.ts';
import { freePort, prepareTwo } from '../support/two-fairleads.ts';
import { waitFor } from '../support/wait-for.ts';
import { createFairleads, type Fairleads, type Place, places } from './fairleads.ts';
import { openSpreadingFront } from './front.ts';
import { startWatch, type Watch } from './watch.ts';

export type World = {
  readonly cluster: EmbeddedCluster;
  readonly fairleads: Fairleads;
  readonly watch: Watch;
  /** The one URL. */
  readonly url: string;
  startDatabase(): Promise<void>;
  /** Resolves when everything serves and one leads; rejects, saying what is missing, after `recoveryLimitMs`. */
  becomeWell(): Promise<void>;
};

export type WorldOptions = {
  readonly servers: number;
  /** User names to log on with. */
  readonly users: number;
  readonly hooks: CrmHooks;
};

const recoveryLimitMs = 90_000;
/** Servers that are warm again within seconds: what a real one takes does not matter here. */
const behaviour = { dllStartMs: 200, metadataLoadMs: 500, tomcatReadyMs: 300, resetMs: 900 };

/** Started, with nobody in it. */
export async function openWorld(stage: Stage, options: WorldOptions): Promise<World> {
  const ports = [await freePort(), await freePort()] as const;
  const front = await openSpreadingFront(() => ports);
  stage.teardown(front.close);
  let ssh: Settings = {};
  const prepare = async (cluster: EmbeddedCluster, folder: string) => {
    ssh = await sshSections(cluster, folder);
  };
  const two = await prepareTwo(stage, { ...options, behaviour, prepare }, (place) => ({
    listen: { host: '127.0.0.1', port: ports[place], publicUrl: front.url },
    health: { intervalMs: 500, timeoutMs: 3_000 },
    warmUp: { pauseMs: 100 },
    crm: {
      overrides: { metadata: simulatedMetadata, roles: { emailManager: { service: 'SIM_EmailManager' } } },
    },
    metadata: { reload: 'auto', lookMs: 2_000, quietMs: 0 },
    budget: { lookMs: 2_000 },
    roles: { lookMs: 2_000 },
    ...ssh,
  }));
  const { site } = two;
  const fairleads = createFairleads(stage, two);
  for (const place of places) await fairleads.start(place);
  const watch = startWatch(fairleads, site.cluster);
  stage.teardown(watch.stop);
  const world = {
    cluster: site.cluster,
    fairleads,
    watch,
    url: front.url,
    startDatabase: site.startDatabase,
    becomeWell: () => becomeWell(fairleads),
  };
  await world.becomeWell();
  return world;
}

async function becomeWell(fairleads: Fairleads): Promise<void> {
  let missing: readonly string[] = [];
  const limit = waitFor(
    'all to be well',
    async () => {
      const statuses = await Promise.all(places.map(fairleads.status));
      missing = [...statuses.flatMap(missingIn), ...missingLead(statuses)];
      return missing.length === 0;
    },
    recoveryLimitMs,
  );
  await limit.catch((cause: Error) => {
    throw new Error(`not well within ${recoveryLimitMs / 1_000} s: ${missing.join('; ')}`, { cause });
  });
}

function missingIn(status: Status | undefined, index: number): string[] {
  const name = `fairlead${index + 1}`;
  if (status === undefined) return [`${name} does not answer`];
  return [
    ...status.servers
      .filter(({ state, health }) => state !== 'serving' || health.state !== 'up')
      .map((each) => `${name} says ${each.name} is ${each.state}`),
    ...(status.database.state === 'live' ? [] : [`${name} says the database is ${status.database.state}`]),
    ...(status.counts.stale ? [`${name} has stale counts`] : []),
    ...status.peers
      .filter(({ state }) => state !== 'joined')
      .map(({ peer, state }) => `${name}: ${peer} ${state}`),
  ];
}

function missingLead(statuses: readonly (Status | undefined)[]): string[] {
  const leading = statuses.filter((each) => each?.leader.state === 'leading').length;
  return leading === 1 ? [] : [`${leading} Fairleads lead`];
}

/** The Fairlead that leads, as it says itself; waits for one. */
export async function leaderOf(fairleads: Fairleads): Promise<Place> {
  const found = await waitFor('a leader', async () => {
    const statuses = await Promise.all(places.map(fairleads.status));
    const place = places.find((each) => statuses[each]?.leader.state === 'leading');
    return place === undefined ? undefined : { place };
  });
  return found.place;
}
