// Checks about who is in the list of servers and what the environment's own rows of the settings hold (F1).

import { pause } from '../../pause.ts';
import type { RunState } from '../model.ts';
import type { PlannedStep } from '../plan-model.ts';
import { plainVersion } from '../rules/hops.ts';
import type { Work } from '../run.ts';
import type { Site } from '../site.ts';
import { ownRows } from './rows.ts';

/** What a `check` can look at: `with.what` names some of them. A text is the fault. */
export type Check = (
  site: Site,
  step: PlannedStep,
  work: Work,
) => Promise<{ readonly fault?: string; readonly evidence?: Record<string, unknown> }>;

/** By the words of `with.what`. */
export const listChecks: Readonly<Record<string, Check>> = {
  /** What the environment's own rows of the settings hold, to be put back after a restore. */
  rows: async (site) => ({ evidence: { rows: await ownRows(site) } }),
  /** The version that the database says, to be held against that of a restored one. */
  'database-version': async (site) =>
    site.rows.knows('version') ? { evidence: { databaseVersion: await site.rows.read('version') } } : {},
  /** The same as before the restore, so that the files of the servers fit it (F7). */
  'same-database-version': async (site, _step, { state }) => {
    const before = databaseVersionBefore(state);
    if (before === undefined) return {};
    const now = await site.rows.read('version');
    if (plainVersion(now) === plainVersion(before)) return {};
    return {
      fault: `the database is of version ${now} now, and the files of the servers are of ${before}: a restore across versions needs the files as well as the database (files=kept or by-hand); roll back`,
    };
  },
  /** A server that may go: neither the master, which owns the database (F7), nor one that is not there. */
  secondary: async (site, step) => {
    const [master, ...others] = site.servers();
    const name = step.targets[0] ?? '';
    if (others.some((each) => each.name === name)) return {};
    return {
      fault:
        master?.name === name
          ? `${name} is the master and owns the database: it cannot be removed (F7)`
          : `${name} is not in the list of servers`,
    };
  },
  /** A server that is not in the list yet, and that configuration or defaults tell how to reach. */
  newcomer: async (site, step) => {
    const name = step.targets[0] ?? '';
    if (site.servers().some((each) => each.name === name))
      return { fault: `${name} is in the list of servers already` };
    return site.newcomer(name) === undefined ? { fault: `"${name}" is no name of a server` } : {};
  },
  listed: (site, step, work) => listHas(site, step, work, true),
  unlisted: (site, step, work) => listHas(site, step, work, false),
};

const databaseVersionBefore = ({ evidence }: RunState) =>
  [...evidence.values()].find(({ databaseVersion }) => databaseVersion !== undefined)?.databaseVersion as
    | string
    | undefined;

/** Waits for it: a list that has changed is believed only after some polls. */
async function listHas(site: Site, { targets }: PlannedStep, { limit }: Work, wanted: boolean) {
  const wrong = () => targets.find((name) => site.servers().some((each) => each.name === name) !== wanted);
  while (wrong() !== undefined && !limit.aborted) await pause(500, limit);
  const name = wrong();
  if (name === undefined) return {};
  return { fault: `the list of servers ${wanted ? 'does not name' : 'still names'} ${name}` };
}
