// Programs that steps run on servers, such as a setup, and whether one that was cut off has done its work.

import type { Server } from '../../model.ts';
import { pause } from '../../pause.ts';
import { listProcesses } from '../../remote/commands/processes.ts';
import { programEnding, runSetup } from '../../remote/commands/run-program.ts';
import type { RunState } from '../model.ts';
import type { Seen } from '../observation.ts';
import type { PlannedStep } from '../plan-model.ts';
import { licenceSecretOf } from '../rules/licence.ts';
import { wordsOf } from '../rules/words.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Setup, Site } from '../site.ts';
import { runCommand } from './commands.ts';
import { answerOf, targetsOf } from './on-server.ts';
import { proofSeen } from './proofs.ts';

/**
 * `with.command` is one of ours (commands.ts). Else `with.setup` is a version whose setup the configuration has; else
 * `with.program`, `with.words` (a list or one line), `with.processes`. `with.licenceFor` is the version whose licence key
 * it gets, `with.attestation` the name of an attestation key. `with.success` are the exit codes that are successes,
 * where they are not those of Windows Installer: robocopy's are all below 8. What was cut off is told
 * by `with.processes` and `with.proves` (`programSeen`).
 */
export async function runStep(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const { licenceFor, attestation, command: own } = step.with;
  if (own !== undefined) return runCommand(site, step, work);
  const found = programOf(site, step);
  if (typeof found === 'string') return { outcome: 'failed', text: found };
  const { program, words } = found;
  const licenceSecret = typeof licenceFor === 'string' ? licenceSecretOf(licenceFor) : undefined;
  const ended: string[] = [];
  for (const server of targetsOf(site, step)) {
    work.tell(`${server.name}: ${program}`);
    const command = runSetup({
      purpose: step.title,
      file: program,
      words,
      timeoutMs: step.timeoutMs,
      licenceSecret,
      attestationSecret: attestationOf(site, attestation),
    });
    const result = await site.runner.run(server, command, work.limit);
    if (result.outcome === 'not-started') return { outcome: 'failed', text: result.error.message };
    if (result.outcome !== 'done') return { outcome: 'unknown', text: result.error.message };
    const ending = endingOf(step, result.exitCode);
    const said = lastLine(`${result.stdout}\n${result.stderr}`);
    if (ending === 'failed')
      return {
        outcome: 'failed',
        text: `${server.name}: it ended with exit code ${result.exitCode}: ${said}`,
      };
    ended.push(ending === 'success' ? server.name : `${server.name} (${ending})`);
  }
  return { outcome: 'done', text: `it ended well on ${ended.join(', ')}` };
}

/**
 * Whether a program that nobody waits for any more has done its work: it is waited for until its processes are gone;
 * then what proves it says so (`with.proves`, proofs.ts). Without either nobody knows.
 */
export async function programSeen(
  site: Site,
  step: PlannedStep,
  state: RunState,
  limit: AbortSignal,
): Promise<Seen> {
  const found = programOf(site, step);
  if (typeof found === 'string' || found.processes.length === 0) return 'unknown';
  const seen: Seen[] = [];
  for (const server of targetsOf(site, step)) {
    if (!(await gone(site, server, found.processes, limit))) return 'unknown';
    seen.push(await proofSeen(site, server, { step, state }, { limit }));
  }
  return seen.every((each) => each === seen[0]) ? (seen[0] ?? 'unknown') : 'unknown';
}

/** A text says what is missing. */
function programOf(site: Site, { with: inputs }: PlannedStep): Setup | string {
  const { setup, program, words, processes } = inputs;
  if (typeof setup === 'string')
    return site.setup(setup) ?? `there is no setup of ${setup} that runs by itself: upgrade.setups`;
  if (typeof program !== 'string') return 'the step has no `program`';
  return { program, words: wordsOf(words), processes: wordsOf(processes) };
}

function endingOf({ with: { success } }: PlannedStep, exitCode: number): ReturnType<typeof programEnding> {
  if (!Array.isArray(success)) return programEnding(exitCode);
  return success.includes(exitCode) ? 'success' : 'failed';
}

/** Only some hops want one (F7); where one must be there a check before has looked. */
function attestationOf(site: Site, name: unknown): string | undefined {
  return typeof name === 'string' && site.hasLicenceKey(name) ? licenceSecretOf(name) : undefined;
}

/** Waits for its processes to end; false where it must not wait any longer. */
async function gone(
  site: Site,
  server: Server,
  patterns: readonly string[],
  limit: AbortSignal,
): Promise<boolean> {
  while ((await answerOf(site, server, listProcesses(patterns), { limit })).length > 0) {
    await pause(1000, limit);
    if (limit.aborted) return false;
  }
  return true;
}

function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1) ?? '';
}
