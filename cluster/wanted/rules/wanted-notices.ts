// What an operator should know of the servers that are out of service: forgotten ones, deadlines that passed, wishes
// that were lost. Pure.

import type { Notice } from '../../model.ts';
import type { WantedEntry } from '../entry.ts';
import { isForgotten } from './forgotten.ts';

export type WantedSight = {
  readonly entries: readonly WantedEntry[];
  /** Servers of which nobody knows what is wanted, by name. */
  readonly unknown: readonly string[];
  /** Why, as the file system or the parser put it. */
  readonly problem: string | undefined;
  readonly forgottenAfterMs: number;
};

/** Worst first. */
export function wantedNotices(sight: WantedSight, nowMs: number): readonly Notice[] {
  const { entries, unknown, problem, forgottenAfterMs } = sight;
  const forgotten = entries.filter(({ admin }) => isForgotten(admin, nowMs, forgottenAfterMs));
  const late = entries.filter(
    ({ admin, drain }) => admin.state === 'draining' && drain?.end?.kind === 'deadline-reached',
  );
  return [
    ...(unknown.length === 0 ? [] : [lostNotice(unknown, problem)]),
    ...late.map(lateNotice),
    ...forgotten.map((each) => forgottenNotice(each, nowMs)),
  ];
}

function lostNotice(names: readonly string[], problem: string | undefined): Notice {
  const why = problem === undefined ? 'it could not be read at an earlier start' : problem;
  return {
    severity: 'fault',
    code: 'wanted-unreadable',
    text: `Nobody knows what is wanted of ${names.join(', ')}: ${why}. They serve as if in service.`,
    mend: 'Say it again for each: `fairlead admit SERVER`, `fairlead drain SERVER` or `fairlead maintenance SERVER`.',
  };
}

function lateNotice({ name, admin, drain }: WantedEntry): Notice {
  const left = drain?.end?.left ?? 0;
  const now = admin.state === 'draining' && admin.policy === 'now';
  const goOn = now
    ? `Whoever is left asked for nothing since, and moves when they do. Go on with \`fairlead maintenance ${name}\``
    : `Go on with \`fairlead drain ${name} --policy now\``;
  return {
    severity: 'warning',
    code: 'drain-deadline-reached',
    text: `The drain of ${name} reached its deadline with ${left} ${left === 1 ? 'user' : 'users'} left; it is not drained.`,
    mend: `${goOn}, or end it with \`fairlead admit ${name}\`.`,
  };
}

function forgottenNotice({ name, admin }: WantedEntry, nowMs: number): Notice {
  const hours = Math.floor((nowMs - admin.sinceMs) / 3_600_000);
  const old = hours === 0 ? 'for less than an hour' : `for ${hours} h`;
  const over = 'untilMs' in admin && admin.untilMs !== undefined ? ', longer than it was meant to be' : '';
  return {
    severity: 'warning',
    code: 'wish-forgotten',
    text: `${name} has been ${admin.state === 'draining' ? 'draining' : 'in maintenance'} ${old}${over}.`,
    mend: `If it is done: \`fairlead admit ${name}\`. If not: say so again with --for and the time it still takes.`,
  };
}
