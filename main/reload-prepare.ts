// Makes what a changed configuration asks for, beside what runs, and says how the two are exchanged. Nothing that runs
// is touched here, no connection ever.

import type { Directory } from '../cluster/directory/contract.ts';
import { makeAccessLog } from './access-logging.ts';
import { atMost } from './at-most.ts';
import { logSettings } from './make-crew.ts';
import { healthSettings, makeCertificates, makeDirectory, type Settings } from './make-parts.ts';
import { createExemption, trafficLimits, trafficSettings } from './part-options.ts';
import type { Current, Parts, ProductOptions } from './parts.ts';
import type { Exchange } from './reload-exchange.ts';
import { touches } from './rules/reload-plan.ts';
import { reasonAgainst } from './rules/take-directory.ts';

export type Preparation = {
  readonly parts: Parts;
  readonly world: Pick<ProductOptions, 'logger' | 'nowMs'>;
  readonly clusterKey: string;
  /** Of the servers' certificates; changes with the next start only. */
  readonly upstreamCa: string | undefined;
};

/** Something that does not take the new configuration; `message` is a sentence. */
export class ReloadRefused extends Error {
  readonly code = 'RELOAD_REFUSED';
}

/** A first answer of the database is waited for no longer: whoever asked waits too. */
const firstPollLimitMs = 10_000;

/**
 * Rejects where one part cannot be made, with nothing left behind. `changed` names the settings that differ. Order: what
 * may still throw comes first.
 */
export async function prepareExchanges(
  preparation: Preparation,
  next: Settings,
  changed: readonly string[],
): Promise<readonly Exchange[]> {
  const made: Exchange[] = [];
  try {
    made.push(...(await certificates(preparation, next)));
    made.push(traffic(preparation, next), limits(preparation, next), checks(preparation, next));
    if (touches(changed, ['logging.access'])) made.push(await accessLog(preparation, next));
    if (touches(changed, ['database', 'servers', 'crm', 'cluster']))
      made.push(await directory(preparation, next));
    made.push(settings(preparation, next));
    return made;
  } catch (error) {
    for (const each of made) await each.discard?.();
    throw error;
  }
}

/** Read anew also where their names are the same: whoever reloads wants a renewed certificate now. */
async function certificates({ parts, world }: Preparation, { configuration }: Settings): Promise<Exchange[]> {
  const { current, engine } = parts;
  const before = current.certificates;
  const next = await makeCertificates(world, configuration, (identities) => {
    engine.setTls(identities);
    world.logger.info({}, 'a renewed certificate is in use');
  });
  if (before === undefined || next === undefined) return [];
  const use = (watch: typeof next) => {
    engine.setTls(watch.identities());
    current.certificates = watch;
  };
  return [
    {
      apply: () => use(next),
      revert: () => use(before),
      finish: () => before.close(),
      discard: () => next.close(),
    },
  ];
}

function traffic({ parts }: Preparation, { configuration }: Settings): Exchange {
  const before = parts.current.configuration;
  return {
    apply: () => parts.traffic.setSettings(trafficSettings(configuration)),
    revert: () => parts.traffic.setSettings(trafficSettings(before)),
  };
}

function limits({ parts }: Preparation, { configuration }: Settings): Exchange {
  const before = parts.current.configuration;
  const isExempt = createExemption(() => parts.current.configuration);
  return {
    apply: () => parts.engine.setLimits(trafficLimits(configuration, isExempt)),
    revert: () => parts.engine.setLimits(trafficLimits(before, isExempt)),
  };
}

function checks({ parts, upstreamCa }: Preparation, next: Settings): Exchange {
  const before = { ...parts.current };
  return {
    apply: () => parts.checks.setSettings(healthSettings(next, upstreamCa)),
    revert: () => parts.checks.setSettings(healthSettings(before, upstreamCa)),
  };
}

async function accessLog({ parts, world }: Preparation, { configuration }: Settings): Promise<Exchange> {
  const { current } = parts;
  const before = current.accessLog;
  const logBefore = logSettings(current.configuration);
  const next = await makeAccessLog(configuration, world);
  return {
    apply() {
      current.accessLog = next;
      parts.crew?.setLog(logSettings(configuration));
    },
    revert() {
      current.accessLog = before;
      parts.crew?.setLog(logBefore);
    },
    finish: () => before?.close(),
    discard: () => next?.close(),
  };
}

async function directory({ parts, world, clusterKey }: Preparation, next: Settings): Promise<Exchange> {
  const inUse = parts.directory;
  const made = makeDirectory(world, next, clusterKey);
  await atMost(firstAnswer(made), firstPollLimitMs);
  const reason = reasonAgainst(lookAt(made), lookAt(inUse));
  if (reason !== undefined) {
    await made.close();
    throw new ReloadRefused(reason);
  }
  let old: Directory | undefined;
  return {
    apply() {
      old = inUse.swap(made);
    },
    revert() {
      if (old !== undefined) inUse.swap(old);
    },
    finish: () => old?.close(),
    discard: () => made.close(),
  };
}

/** Last: from here on everybody reads the new one. */
function settings({ parts }: Preparation, next: Settings): Exchange {
  const { current } = parts;
  const before: Pick<Current, 'configuration' | 'profile'> = { ...current };
  const use = ({ configuration, profile }: Settings) => {
    current.configuration = configuration;
    current.profile = profile;
  };
  return { apply: () => use(next), revert: () => use(before) };
}

function lookAt(directory: Directory) {
  return { state: directory.state(), hasServers: directory.topology() !== undefined };
}

async function firstAnswer(directory: Directory): Promise<void> {
  await directory.start();
  if (directory.state().state === 'connecting') await directory.pollNow();
}
