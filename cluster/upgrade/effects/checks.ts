// Checks: what is looked at before something is changed and after it, by the words that recipes use for it.

import { fileHash } from '../../remote/commands/file-hash.ts';
import { fileVersion } from '../../remote/commands/file-version.ts';
import { pathAccess } from '../../remote/commands/path-access.ts';
import type { PlannedStep } from '../plan-model.ts';
import { checksOnServer } from '../rules/by-hand.ts';
import { namesOf } from '../rules/words.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';
import { keptChecks } from './kept-runs.ts';
import { type Check, listChecks } from './list-checks.ts';
import { answerOf, targetsOf, withSsh } from './on-server.ts';
import { type FileLook, lookAtFile } from './proofs.ts';
import { roomFault } from './room.ts';
import { runningServices } from './services.ts';

const checks: Readonly<Record<string, Check>> = {
  /** Every server is reached and may be worked on. */
  reached: async (site, step, work) => {
    for (const server of targetsOf(site, step)) {
      const probe = await site.runner.probe(server, work.limit);
      if (probe.outcome === 'failed') return { fault: probe.error.message };
      if (!probe.administrator)
        return { fault: `${server.name}: ${probe.user} has no administrator's rights` };
    }
    return {};
  },
  services: async (site, step, work) => {
    const ran = await runningServices(site, step, work);
    const none = Object.entries(ran).find(([, names]) => names.length === 0);
    if (none !== undefined) return { fault: `${none[0]}: none of the services of the settings runs` };
    return { evidence: { ran } };
  },
  /**
   * The same on every server, before anything is changed. `with.different`: they may differ; `with.lacking`: a server
   * that tells none is left out.
   */
  versions: async (site, step, work) => {
    const versions: Record<string, string> = {};
    for (const server of targetsOf(site, step)) {
      const { versionFile } = site.settings();
      if (
        step.with.lacking === true &&
        (await answerOf(site, server, fileHash(versionFile), work)) === undefined
      )
        continue;
      versions[server.name] = (await answerOf(site, server, fileVersion(versionFile), work)).file;
    }
    const all = [...new Set(Object.values(versions))];
    if (all.length > 1 && step.with.different !== true)
      return { fault: `the servers have different versions: ${pairs(versions)}` };
    return { evidence: { versions } };
  },
  room: async (site, step, work) => {
    for (const server of targetsOf(site, step)) {
      const fault = await roomFault(site, server, work);
      if (fault !== undefined) return { fault };
    }
    return {};
  },
  /** Every server gets at each of `with.paths`. */
  paths: async (site, step, work) => {
    for (const server of targetsOf(site, step)) {
      for (const path of namesOf(step.with.paths)) {
        const { kind, problem } = await answerOf(site, server, pathAccess(path), work);
        if (kind === 'missing')
          return { fault: `${server.name} does not get at ${path}: ${problem ?? 'it is not there'}` };
      }
    }
    return {};
  },
  /** The file `with.file`, which a program writes: whether one that was cut off has done it is seen by it. */
  proof: async (site, step, work) => {
    const proofs: FileLook[] = [];
    for (const server of targetsOf(site, step))
      proofs.push(await lookAtFile(site, server, String(step.with.file), work));
    return { evidence: { proofs } };
  },
  /** `with.version` says of which. */
  'licence-key': async (site, step) => {
    const version = String(step.with.version ?? '');
    return site.hasLicenceKey(version)
      ? {}
      : { fault: `there is no licence key of ${version}: upgrade.licenceKeys` };
  },
  ...listChecks,
  ...keptChecks,
  unlocked: async (site) =>
    site.lock.held() === true ? { fault: 'somebody has locked the CRM: fairlead lock' } : {},
  /** The log-on page comes. */
  pages: async (site, step, work) => {
    for (const server of targetsOf(site, step)) {
      const look = await site.pages.logOnPage(server, work.limit);
      if (look.problem !== undefined) return { fault: `${server.name}: ${look.problem}` };
    }
    return {};
  },
};

export const checkNames: readonly string[] = Object.keys(checks);

/** All of `with.what`; every fault is told. */
export async function check(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const names = namesOf(step.with.what);
  const unknown = names.find((name) => !Object.hasOwn(checks, name));
  if (unknown !== undefined || names.length === 0)
    return {
      outcome: 'failed',
      text: `\`what\` of a check is a list of ${checkNames.join(', ')}; it says ${unknown ?? 'nothing'}`,
    };
  const faults: string[] = [];
  let evidence: Record<string, unknown> = {};
  const onServers = names.filter((name) => checksOnServer.includes(name));
  const reached = onServers.length === 0 ? step : withSsh(site, step);
  for (const name of names) {
    work.tell(name);
    const found = await checks[name]?.(site, onServers.includes(name) ? reached : step, work);
    if (found?.fault !== undefined) faults.push(found.fault);
    evidence = { ...evidence, ...found?.evidence };
  }
  if (faults.length > 0) return { outcome: 'failed', text: faults.join('; ') };
  const without = step.targets.filter((name) => !reached.targets.includes(name));
  const left = without.length === 0 ? '' : leftText(without, onServers);
  return { outcome: 'done', text: `${names.join(', ')}: as it should be${left}`, evidence };
}

const leftText = (servers: readonly string[], names: readonly string[]) =>
  `; of ${servers.join(', ')}, without SSH, ${names.join(', ')} is left to a person`;

const pairs = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
