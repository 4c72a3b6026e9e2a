// Steps that watch a server: the log that its upgrade has left, warming it, soaking.

import { pause } from '../../pause.ts';
import { hashFolder } from '../../remote/commands/file-hashes.ts';
import { readTextFile } from '../../remote/commands/text-file.ts';
import { counted } from '../../rules/counted.ts';
import type { Finding } from '../model.ts';
import type { PlannedStep } from '../plan-model.ts';
import { readUpgradeLog } from '../rules/upgrade-log.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { PageLook, Site } from '../site.ts';
import { answerOf, targetsOf } from './on-server.ts';

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
    told.push(`${server.name}: ${counted(log.scripts.length, 'script')}, ${failed} failed`);
    findings.push(...log.findings.map((each) => ({ ...each, id: `${each.id}@${server.name}` })));
  }
  return { outcome: 'done', text: `${told.join(', ')}, ${counted(findings.length, 'finding')}`, findings };
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
  return {
    outcome: 'done',
    text: `${step.targets.join(', ')}: ${counted(warmAnswers, 'fast answer')} in a row`,
  };
}

const slower = (one: PageLook, other: PageLook) =>
  other.problem !== undefined || other.tookMs > one.tookMs ? other : one;

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
  return { outcome: 'done', text: `${counted(looks, 'look')} without a fault` };
}
