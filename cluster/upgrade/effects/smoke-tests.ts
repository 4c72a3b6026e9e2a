// Tests of a server before users come to it, by the words that recipes use for them, and the log-on of an administrator.

import type { Server } from '../../model.ts';
import { fileVersion } from '../../remote/commands/file-version.ts';
import type { PlannedStep } from '../plan-model.ts';
import { namesOf } from '../rules/words.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { PageLook, Site } from '../site.ts';
import { answerOf, targetsOf } from './on-server.ts';

type Test = (site: Site, server: Server, step: PlannedStep, limit: AbortSignal) => Promise<PageLook>;

/** What a `smoke-test` can try: `with.tests`. */
const tests: Readonly<Record<string, Test>> = {
  'log-on-page': (site, server, _step, limit) => site.pages.logOnPage(server, limit),
  tomcat: (site, server, _step, limit) => site.pages.tomcat(server, limit),
  'log-on': async (site, server, _step, limit) => logOn(site, server, limit),
  reports: (site, server, _step, limit) => site.pages.inSession(server, 'reports', limit),
  dashboards: (site, server, _step, limit) => site.pages.inSession(server, 'dashboards', limit),
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
    return {
      problem: undefined,
      text: 'left out: no service account is configured',
      tookMs: 0,
      leftOut: true,
    };
  return site.pages.logOn(server, limit);
}

export async function smokeTest(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const names = namesOf(step.with.tests);
  const unknown = names.find((name) => !Object.hasOwn(tests, name));
  if (unknown !== undefined || names.length === 0)
    return {
      outcome: 'failed',
      text: `\`tests\` is a list of ${testNames.join(', ')}; it says ${unknown ?? 'nothing'}`,
    };
  const servers = targetsOf(site, step);
  if (servers.length === 0) return { outcome: 'failed', text: 'the step names no server to test' };
  const passed: string[] = [];
  const leftOut: string[] = [];
  for (const server of servers) {
    for (const name of names) {
      work.tell(`${server.name}: ${name}`);
      const look = await tests[name]?.(site, server, step, work.limit);
      if (look?.problem !== undefined)
        return { outcome: 'failed', text: `${server.name}, ${name}: ${look.problem}` };
      const told = `${name}: ${look?.text ?? ''}`;
      if (look?.leftOut === true) leftOut.push(told);
      else passed.push(told);
    }
  }
  return { outcome: 'done', text: [...passed, ...leftOut].join('; '), evidence: { passed, leftOut } };
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

function pagesOf(value: unknown): readonly { readonly path: string; readonly expect: string | undefined }[] {
  if (!Array.isArray(value)) return [];
  return value.map((each: unknown) => {
    if (typeof each === 'string') return { path: each, expect: undefined };
    const { path, expect } = each as { path?: unknown; expect?: unknown };
    return { path: String(path), expect: typeof expect === 'string' ? expect : undefined };
  });
}
