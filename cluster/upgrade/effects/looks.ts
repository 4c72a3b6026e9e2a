// Steps that look before something is changed and after it: checks, the log of an upgrade, warming, tests, soaking.

import type { Server } from '../../model.ts';
import { pause } from '../../pause.ts';
import { fileHash } from '../../remote/commands/file-hash.ts';
import { hashFolder } from '../../remote/commands/file-hashes.ts';
import { fileVersion } from '../../remote/commands/file-version.ts';
import { pathAccess } from '../../remote/commands/path-access.ts';
import { readTextFile } from '../../remote/commands/text-file.ts';
import type { Finding, PlannedStep } from '../model.ts';
import { checksOnServer } from '../rules/by-hand.ts';
import { readUpgradeLog } from '../rules/upgrade-log.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { PageLook, Site } from '../site.ts';
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
      for (const path of listOf(step.with.paths)) {
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
  const names = listOf(step.with.what);
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

const mostLogBytes = 2_000_000;
const mostScriptLogs = 2_000;

export async function readLog(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const { upgradeLog, scriptLogs } = site.settings();
  const findings: Finding[] = [];
  const told: string[] = [];
  for (const server of targetsOf(site, step)) {
    const { text } = await answerOf(site, server, readTextFile(upgradeLog, mostLogBytes), work);
    const { files } = await answerOf(site, server, hashFolder(scriptLogs, mostScriptLogs), work);
    const log = readUpgradeLog(
      text,
      files.map(({ path }) => path),
    );
    const failed = log.scripts.filter(({ ok }) => !ok).length;
    told.push(`${server.name}: ${log.scripts.length} scripts, ${failed} failed`);
    findings.push(...log.findings.map((each) => ({ ...each, id: `${each.id}@${server.name}` })));
  }
  return { outcome: 'done', text: `${told.join(', ')}, ${findings.length} findings`, findings };
}

/** Asks each server until it answers fast several times in a row. */
export async function warm(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const { warmMs, warmAnswers } = site.settings();
  for (const server of targetsOf(site, step)) {
    let fast = 0;
    while (fast < warmAnswers) {
      const page = await site.pages.logOnPage(server, work.limit);
      // Tomcat is ready later than IIS (F3).
      const look =
        page.problem === undefined ? slower(page, await site.pages.tomcat(server, work.limit)) : page;
      fast = look.problem === undefined && look.tookMs <= warmMs ? fast + 1 : 0;
      const text = `${server.name}: ${look.problem ?? look.text}`;
      work.tell(text);
      if (fast === 0) await pause(500, work.limit);
      if (work.limit.aborted) return { outcome: 'failed', text };
    }
  }
  return { outcome: 'done', text: `${step.targets.join(', ')}: ${warmAnswers} fast answers in a row` };
}

const slower = (one: PageLook, other: PageLook) =>
  other.problem !== undefined || other.tookMs > one.tookMs ? other : one;

type Test = (site: Site, server: Server, step: PlannedStep, limit: AbortSignal) => Promise<PageLook>;

/** What a `smoke-test` can try: `with.tests`. */
const tests: Readonly<Record<string, Test>> = {
  'log-on-page': (site, server, _step, limit) => site.pages.logOnPage(server, limit),
  tomcat: (site, server, _step, limit) => site.pages.tomcat(server, limit),
  'log-on': async (site, server, _step, limit) => logOn(site, server, limit),
  /** `with.pages`: paths, or a path with the text that its page must have. */
  pages: async (site, server, step, limit) => {
    let last: PageLook = { problem: undefined, text: 'no page is named', tookMs: 0 };
    for (const each of pagesOf(step.with.pages)) {
      last = await site.pages.path(server, each.path, each.expect, limit);
      if (last.problem !== undefined) return last;
    }
    return last;
  },
  /** The installed files have another version than before, or the one that `with.version` says. */
  version: async (site, server, step, limit) => {
    const { file } = await answerOf(site, server, fileVersion(site.settings().versionFile), { limit });
    const wanted = step.with.version;
    const problem =
      typeof wanted === 'string' && file !== wanted
        ? `its files have version ${file}, not ${wanted}`
        : undefined;
    return { problem, text: `version ${file}`, tookMs: 0 };
  },
};

export const testNames: readonly string[] = Object.keys(tests);

async function logOn(site: Site, server: Server, limit: AbortSignal): Promise<PageLook> {
  if (!site.pages.hasAccount())
    return { problem: undefined, text: 'left out: no service account is configured', tookMs: 0 };
  return site.pages.logOn(server, limit);
}

export async function smokeTest(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const names = listOf(step.with.tests);
  const unknown = names.find((name) => !Object.hasOwn(tests, name));
  if (unknown !== undefined || names.length === 0)
    return {
      outcome: 'failed',
      text: `\`tests\` is a list of ${testNames.join(', ')}; it says ${unknown ?? 'nothing'}`,
    };
  const passed: string[] = [];
  for (const server of targetsOf(site, step)) {
    for (const name of names) {
      work.tell(`${server.name}: ${name}`);
      const look = await tests[name]?.(site, server, step, work.limit);
      if (look?.problem !== undefined)
        return { outcome: 'failed', text: `${server.name}, ${name}: ${look.problem}` };
      passed.push(`${name}: ${look?.text ?? ''}`);
    }
  }
  return { outcome: 'done', text: passed.join('; '), evidence: { passed } };
}

/** The service account stands in for the administrator; without one a person confirms (F7). */
export async function adminLogOn(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  if (!site.pages.hasAccount())
    return { outcome: 'failed', text: 'no service account is configured: use a step of the kind manual' };
  for (const server of targetsOf(site, step)) {
    const look = await site.pages.logOn(server, work.limit);
    if (look.problem !== undefined) return { outcome: 'failed', text: `${server.name}: ${look.problem}` };
  }
  return { outcome: 'done', text: `an administrator was logged on at ${step.targets.join(', ')}` };
}

const soakLookMs = 5000;

/** `with.minutes`: as long as that nothing may go wrong. */
export async function soak(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const minutes = Number(step.with.minutes ?? 10);
  const servers = step.targets.length > 0 ? targetsOf(site, step) : site.servers();
  const looks = Math.max(1, Math.ceil((minutes * 60_000) / soakLookMs));
  for (let look = 1; look <= looks; look += 1) {
    for (const server of servers) {
      const { problem } = await site.pages.logOnPage(server, work.limit);
      if (problem !== undefined) return { outcome: 'failed', text: `${server.name}: ${problem}` };
    }
    const text = `look ${look} of ${looks}`;
    work.tell(text);
    if (look < looks) await pause(soakLookMs, work.limit);
    if (work.limit.aborted) return { outcome: 'failed', text: `the time was over after ${text}` };
  }
  return { outcome: 'done', text: `${looks} looks without a fault` };
}

const listOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];

function pagesOf(value: unknown): readonly { readonly path: string; readonly expect: string | undefined }[] {
  if (!Array.isArray(value)) return [];
  return value.map((each: unknown) => {
    if (typeof each === 'string') return { path: each, expect: undefined };
    const { path, expect } = each as { path?: unknown; expect?: unknown };
    return { path: String(path), expect: typeof expect === 'string' ? expect : undefined };
  });
}

const pairs = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
