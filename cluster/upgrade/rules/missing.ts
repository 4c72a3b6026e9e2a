// What a plan needs that is not there: told before it begins, not in the middle of an outage. Pure.

import type { Plan } from '../plan-model.ts';
import type { KeptRun } from './kept-run.ts';
import { missingKept } from './missing-kept.ts';

export type There = {
  readonly hasLicenceKey: (version: string) => boolean;
  readonly hasSetup: (version: string) => boolean;
  /** A service account to log on with. */
  readonly hasAccount: boolean;
  /** What an earlier run has kept; undefined where there is no such run. */
  readonly keptBy: (run: string) => KeptRun | undefined;
};

/** The first thing that is missing; undefined where nothing is. */
export function missingFor(
  plan: Plan,
  there: There,
): { readonly because: string; readonly mend: string } | undefined {
  for (const step of plan.steps) {
    const kept = missingKept(plan, step, there.keptBy);
    if (kept !== undefined) return kept;
    const { what, version, setup, change, from } = step.with;
    if (step.kind === 'sql' && change === 'licence' && !there.hasLicenceKey(String(from)))
      return {
        because: `there is no licence of the name ${String(from)}, and ${step.id} writes it (F1: a restored database carries the licence of where it came from)`,
        mend: 'Put the value of the licence row of this environment under upgrade.licenceKeys, as a reference to a file.',
      };
    const wantsKey = step.kind === 'check' && Array.isArray(what) && what.includes('licence-key');
    if (wantsKey && !there.hasLicenceKey(String(version)))
      return {
        because: `there is no licence key of ${String(version)}, and ${step.id} wants one (F7: each version has its own)`,
        mend: 'Put it under upgrade.licenceKeys of the configuration, best as a reference to a file, and reload.',
      };
    if (step.kind === 'run' && typeof setup === 'string' && !there.hasSetup(setup))
      return {
        because: `there is no setup of ${setup} that runs by itself, and ${step.id} wants one`,
        mend: 'Put it under upgrade.setups, or say --set setup=by-hand: a person runs it and confirms.',
      };
    if (step.kind === 'admin-log-on' && !there.hasAccount)
      return {
        because: `there is no service account, and ${step.id} logs one on`,
        mend: 'Configure one, or say --set adminLogOn=by-hand: a person logs on and confirms.',
      };
  }
  return undefined;
}
