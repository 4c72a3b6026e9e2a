// What a reload came to: the answer to whoever asked, and what stays in view of an operator. Pure.

import type { ReloadAnswer } from '../../admin/reload-schema.ts';
import type { Notice } from '../../cluster/model.ts';
import type { Fault } from '../../config/errors.ts';
import type { ReloadPlan } from './reload-plan.ts';

/** How a reload ended. `remarks` are sentences. */
export type ReloadOutcome =
  | {
      readonly kind: 'applied';
      readonly plan: Pick<ReloadPlan, 'applied' | 'restart'>;
      readonly warnings: readonly Fault[];
      readonly remarks: readonly string[];
    }
  /** The file has faults. */
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[]; readonly remarks: readonly string[] }
  /** The file is good, but something did not take it. */
  | {
      readonly kind: 'failed';
      readonly problem: string;
      readonly warnings: readonly Fault[];
      readonly remarks: readonly string[];
    };

export function answerOf(outcome: ReloadOutcome): ReloadAnswer {
  const entries = outcome.kind === 'faulty' ? outcome.faults : outcome.warnings;
  const applied = outcome.kind === 'applied' ? outcome.plan : { applied: [], restart: [] };
  return {
    version: 1,
    ok: outcome.kind === 'applied',
    problem: outcome.kind === 'failed' ? outcome.problem : null,
    applied: [...applied.applied],
    restart: [...applied.restart],
    remarks: [...outcome.remarks],
    faults: faultsOf(entries).length,
    warnings: entries.length - faultsOf(entries).length,
    entries: [...entries],
  };
}

/** One sentence for the log. */
export function outcomeText(outcome: ReloadOutcome): string {
  switch (outcome.kind) {
    case 'applied': {
      const { applied, restart } = outcome.plan;
      const changed = applied.length === 0 ? 'nothing has changed' : `in use now: ${applied.join(', ')}`;
      const waits = restart.length === 0 ? '' : `; with the next start: ${restart.join(', ')}`;
      return `the configuration was read anew: ${changed}${waits}`;
    }
    case 'faulty':
      return `the configuration was refused, the one of before goes on: ${faultsText(outcome.faults)}`;
    case 'failed':
      return `the configuration was refused, the one of before goes on: ${outcome.problem}`;
  }
}

/** What an operator should know as long as no other reload says otherwise. */
export function reloadNotices(outcome: ReloadOutcome): readonly Notice[] {
  if (outcome.kind !== 'applied')
    return [
      {
        severity: 'warning',
        code: 'reload-refused',
        text: `${capital(outcomeText(outcome))}.`,
        mend: 'Mend it (`fairlead check` tells every fault of the file), then `fairlead reload`. A start would be refused too.',
      },
    ];
  const { restart } = outcome.plan;
  if (restart.length === 0) return [];
  return [
    {
      severity: 'info',
      code: 'restart-needed',
      text: `${restart.join(', ')} ${restart.length === 1 ? 'changes' : 'change'} with the next start.`,
      mend: 'Restart Fairlead when it suits, or take the change back.',
    },
  ];
}

const faultsOf = (entries: readonly Fault[]) => entries.filter(({ severity }) => severity === 'fault');

/** The first fault; `fairlead check` tells the others. */
function faultsText(entries: readonly Fault[]): string {
  const faults = faultsOf(entries);
  const [first] = faults;
  if (first === undefined) return 'it cannot be read';
  const more = faults.length === 1 ? '' : ` (and ${faults.length - 1} more)`;
  return `${first.file}:${first.line}:${first.column} ${first.path === '' ? '' : `${first.path}: `}${first.message}${more}`;
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
