// Reads the configuration anew while everything runs: a good one is taken up as a whole, a bad one changes nothing.
// One after the other; what a change means is decided in rules/reload-plan.ts.

import type { ReloadAnswer } from '../admin/reload-schema.ts';
import type { Notice } from '../cluster/model.ts';
import type { Fault } from '../config/errors.ts';
import type { ParseResult } from '../config/parse.ts';
import { resolveProfile } from '../config/resolve-profile.ts';
import { expandPaths } from '../config/rules/merge-profile.ts';
import type { Configuration } from '../config/schema.ts';
import { atMost } from './at-most.ts';
import { applyAll, closeAll } from './reload-exchange.ts';
import { type Preparation, prepareExchanges } from './reload-prepare.ts';
import { answerOf, outcomeText, type ReloadOutcome, reloadNotices } from './rules/reload-answer.ts';
import { planReload } from './rules/reload-plan.ts';

export type ReloadOptions = Preparation & {
  readonly load: () => ParseResult;
  readonly stopping: () => boolean;
  /** A new configuration is in use: for what the product does not own, such as the logger. */
  readonly onConfiguration: (configuration: Configuration) => void;
};

export type Reload = {
  /** Never rejects because of what stands in the file. Asked while another is under way, it comes after that. */
  reload(): Promise<ReloadAnswer>;
  notices(): readonly Notice[];
  lastLoad(): { readonly successful: boolean; readonly successAtMs: number };
  /** Resolves when none is under way. */
  settled(): Promise<unknown>;
};

/** Whoever reads standard output may be stuck; that must not keep a configuration from being taken up. */
const reopenLimitMs = 3000;

/** The start counts as the first load that succeeded. */
export function createReload(options: ReloadOptions): Reload {
  const { nowMs, logger } = options.world;
  let running: Promise<unknown> = Promise.resolve();
  let waiting: Promise<ReloadAnswer> | undefined;
  let last: ReloadOutcome | undefined;
  let successAtMs = nowMs();

  const reloadNow = async () => {
    waiting = undefined;
    const outcome = await reloadOnce(options);
    last = outcome;
    if (outcome.kind === 'applied') successAtMs = nowMs();
    const said = { remarks: outcome.remarks.length === 0 ? undefined : outcome.remarks };
    logger[outcome.kind === 'applied' ? 'info' : 'error'](said, outcomeText(outcome));
    return answerOf(outcome);
  };
  return {
    reload() {
      // The one that waits will read the file as it is then: nobody needs another one after it.
      if (waiting === undefined) {
        waiting = running.then(reloadNow, reloadNow);
        running = waiting;
      }
      return waiting;
    },
    notices: () => (last === undefined ? [] : reloadNotices(last)),
    lastLoad: () => ({ successful: last === undefined || last.kind === 'applied', successAtMs }),
    // Whoever asked for a reload is told how it went.
    settled: () => running.catch(() => undefined),
  };
}

async function reloadOnce(options: ReloadOptions): Promise<ReloadOutcome> {
  const { parts, load, stopping } = options;
  if (stopping()) return { kind: 'failed', problem: 'Fairlead is stopping', warnings: [], remarks: [] };
  // What turns log files expects a new one even where the configuration is faulty.
  const remarks = await reopenLog(options);
  const loaded = load();
  if (!loaded.ok) return { kind: 'faulty', faults: loaded.faults, remarks };
  const plan = planReload(parts.current.configuration, loaded.configuration);
  const taken = await takeUp(options, plan.effective, plan.applied);
  if ('problem' in taken) return failed(taken.problem, loaded.warnings, remarks);
  return { kind: 'applied', plan, warnings: loaded.warnings, remarks: [...remarks, ...taken.remarks] };
}

type TakenUp = { readonly problem: string } | { readonly remarks: readonly string[] };

/** New parts first, then the exchange in one go, then the old ones are closed. */
async function takeUp(
  options: ReloadOptions,
  configuration: Configuration,
  changed: readonly string[],
): Promise<TakenUp> {
  const next = { configuration, profile: expandPaths(resolveProfile(configuration)) };
  try {
    const exchanges = await prepareExchanges(options, next, changed);
    // It may have been told to stop while the new parts were made.
    const problem = options.stopping() ? 'Fairlead is stopping' : applied(() => applyAll(exchanges));
    if (problem !== undefined) {
      await closeAll(exchanges, 'discard');
      return { problem };
    }
    options.onConfiguration(configuration);
    const problems = await closeAll(exchanges, 'finish');
    return { remarks: problems.map(({ message }) => `the old part could not be closed: ${message}`) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Why it was not applied, and undone; undefined where it was. */
function applied(apply: () => void): string | undefined {
  try {
    apply();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function reopenLog({ parts, world }: ReloadOptions): Promise<readonly string[]> {
  const log = parts.current.accessLog;
  if (log === undefined) return [];
  try {
    if (await atMost(log.reopen(), reopenLimitMs)) return [];
    return ['the access log could not be opened anew: what was written before is still waiting'];
  } catch (error) {
    const text = `the access log could not be opened anew: ${(error as Error).message}`;
    world.logger.warn({ err: error }, text);
    return [text];
  }
}

function failed(problem: string, warnings: readonly Fault[], remarks: readonly string[]): ReloadOutcome {
  return { kind: 'failed', problem, warnings, remarks };
}
