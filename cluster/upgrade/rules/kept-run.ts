// What a run has kept, as its journal lists it: every copy that was read back, with the version it is of. Each can be
// put back by itself as long as it is there (F7: a database and the files beside it are of one version). Pure.

import type { RunState } from '../model.ts';
import type { Plan, PlannedStep, StepKind } from '../plan-model.ts';
import { type KeptFile, keptFiles } from './kept.ts';
import { verifies } from './order.ts';
import { isDone, stepsBefore } from './steps.ts';

export type KeptKind = Extract<StepKind, 'backup-database' | 'backup-files' | 'backup-registry'>;

export type KeptCopy = KeptFile & {
  readonly kind: KeptKind;
  /** Of the files that were installed on each server when it was made, as far as the run had looked. */
  readonly versions: Versions;
};

/** By server, such as `7.2.0.1`. */
export type Versions = Readonly<Record<string, string>>;

export type KeptRun = {
  readonly run: string;
  readonly environment: string;
  /** In the order in which they were made. */
  readonly copies: readonly KeptCopy[];
};

export function keptByRun(run: string, plan: Plan, state: RunState): KeptRun {
  const copies = plan.steps.flatMap((step) => {
    const { kind } = step;
    if (!isKept(kind) || !plan.steps.some((each) => verifies(each, step) && isDone(state, each))) return [];
    const versions = versionsAt(plan, state, step);
    return keptFiles(state, step).map((file) => ({ ...file, kind, versions }));
  });
  return { run, environment: plan.environment, copies };
}

const isKept = (kind: StepKind): kind is KeptKind =>
  kind === 'backup-database' || kind === 'backup-files' || kind === 'backup-registry';

/** What the checks before a backup have found. */
function versionsAt(plan: Plan, { evidence }: RunState, backup: PlannedStep): Versions {
  const looks = stepsBefore(plan, backup).map(({ id }) => evidence.get(id)?.versions as Versions | undefined);
  return Object.assign({}, ...looks) as Versions;
}

/** The run whose backups a step puts back (`with.run`); `none` is none. */
export function runNamed({ with: { run } }: Pick<PlannedStep, 'with'>): string | undefined {
  return typeof run === 'string' && run !== 'none' ? run : undefined;
}

/** The one copy of the database. */
export const keptDatabase = ({ copies }: KeptRun): KeptCopy | undefined =>
  copies.find(({ kind }) => kind === 'backup-database');

/** Of one server: its folders and its registry keys. */
export const keptOf = ({ copies }: KeptRun, server: string): readonly KeptCopy[] =>
  copies.filter((each) => each.kind !== 'backup-database' && each.server === server);
