// What must be true of the order whatever a recipe says (F7): the server that owns the database first, then each other
// in the order of the list; a verified backup of everything before it is changed; users only on servers that passed
// their tests. Held against the whole plan before it may run, and again at each step.

import type { Change, Plan, PlannedStep, StepKind } from '../plan-model.ts';
import { stepsBefore } from './steps.ts';

/**
 * What a step changes, with what a change of version always is: it replaces files and registry and changes the database
 * (F7).
 */
export function changesOf(step: PlannedStep): readonly Change[] {
  if (!step.changes.includes('version')) return step.changes;
  return [...new Set<Change>([...step.changes, 'schema', 'files', 'registry'])];
}

/** Every way in which the order of a plan is wrong; empty for one that may run. */
export function orderFaults(plan: Pick<Plan, 'servers' | 'steps' | 'outage'>): readonly string[] {
  return [
    ...doubles(plan.steps),
    ...versionOrder(plan),
    ...fileOrder(plan),
    ...rollingFaults(plan),
    ...backupFaults(plan.steps),
    ...admissionFaults(plan.steps),
  ];
}

function doubles(steps: readonly PlannedStep[]): readonly string[] {
  const seen = new Set<string>();
  return steps.flatMap(({ id }) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [`The step ${id} is there twice.`];
  });
}

/** In each hop every server once, in the order of the list, the master first; one server a step. */
function versionOrder({ servers, steps }: Pick<Plan, 'servers' | 'steps'>): readonly string[] {
  const order = [...servers].sort((one, other) => one.position - other.position).map(({ name }) => name);
  const changing = steps.filter((step) => step.changes.includes('version'));
  const faults: string[] = [];
  for (const hop of new Set(changing.map((step) => step.hop))) {
    const ofHop = changing.filter((step) => step.hop === hop);
    for (const step of ofHop)
      if (step.targets.length !== 1)
        faults.push(
          `${step.id} changes the version of ${step.targets.length} servers at once; it must be one.`,
        );
    const found = [...new Set(ofHop.flatMap((step) => step.targets))];
    const wanted = order.filter((name) => found.includes(name));
    const key = ofHop[0]?.key;
    if (found.join() !== wanted.join())
      faults.push(
        `${key}: the order is ${found.join(', ')}; it must be ${wanted.join(', ')} (F7: the master first).`,
      );
    if (wanted[0] !== undefined && wanted[0] !== order[0])
      faults.push(`${key}: ${wanted[0]} would be upgraded before ${order[0]}, which owns the database (F7).`);
  }
  return faults;
}

/** Components and files are applied server by server, in the order of the list (F7). */
function fileOrder({ servers, steps }: Pick<Plan, 'servers' | 'steps'>): readonly string[] {
  const order = [...servers].sort((one, other) => one.position - other.position).map(({ name }) => name);
  const changing = steps.filter(
    (step) => step.changes.includes('files') && !step.changes.includes('version'),
  );
  const isSorted = (names: readonly string[]) => {
    const places = names.map((name) => order.indexOf(name));
    return places.every((place, index) => index === 0 || (places[index - 1] ?? 0) < place);
  };
  const wrong = (key: string | undefined, names: readonly string[]) =>
    isSorted(names) ? [] : [`${key} goes to ${names.join(', ')}; it must go in the order of the list (F7).`];
  const each = [...new Set(changing.map(({ key }) => key))].flatMap((key) =>
    wrong(
      key,
      changing.filter((step) => step.key === key).flatMap((step) => step.targets),
    ),
  );
  if (each.length > 0) return each;
  // Also where the secondaries have a step of their own: whoever is changed first comes first in the list.
  return wrong(changing[0]?.key, [...new Set(changing.flatMap((step) => step.targets))]);
}

/** Where users stay: one server is out at a time, and it is emptied before it is worked on, not afterwards. */
function rollingFaults({ steps, outage }: Pick<Plan, 'steps' | 'outage'>): readonly string[] {
  if (outage) return [];
  const out = new Set<string>();
  return steps.flatMap((step, index) => {
    const faults: string[] = [];
    for (const name of step.targets) {
      if (step.changes.includes('users-in')) out.delete(name);
      if (step.changes.includes('users-out')) {
        const [other] = [...out].filter((each) => each !== name);
        if (other !== undefined) faults.push(`${step.id} takes ${name} out while ${other} is still out.`);
        out.add(name);
      }
      const late = steps
        .slice(index)
        .find((each) => each.changes.includes('users-out') && each.targets.includes(name));
      if (works(step) && !out.has(name) && late !== undefined)
        faults.push(`${step.id} changes ${name} before ${late.id} has emptied it.`);
    }
    return faults;
  });
}

/** What people on the server would feel. */
const works = (step: PlannedStep) =>
  step.kind !== 'move-role' &&
  changesOf(step).some((each) => each === 'files' || each === 'registry' || each === 'services');

/** Which backups a step needs that changes this. */
const backupsFor: readonly { readonly change: Change; readonly kind: StepKind }[] = [
  { change: 'schema', kind: 'backup-database' },
  { change: 'files', kind: 'backup-files' },
  { change: 'registry', kind: 'backup-registry' },
];

/** The steps that back up what `step` changes, each with whether the plan has it, and verified, before it. */
export function backupsOf(steps: readonly PlannedStep[], step: PlannedStep) {
  const before = stepsBefore({ steps }, step);
  return backupsFor
    .filter(({ change }) => changesOf(step).includes(change))
    .flatMap(({ kind }) =>
      placesOf(kind, step).map((place) => {
        const covers = (each: PlannedStep) =>
          each.kind === kind && (place === undefined || each.targets.includes(place));
        const backup = before.findLast(covers);
        const places = place === undefined ? [] : [place];
        const verified = (each: PlannedStep) => backup !== undefined && verifies(each, backup, places);
        return { kind, place, backup, check: before.findLast(verified) };
      }),
    );
}

/** Whether a step reads back what another has kept, on all of these servers. */
export function verifies(check: PlannedStep, backup: PlannedStep, places = backup.targets): boolean {
  return (
    check.kind === 'verify-backup' &&
    check.with.of === backup.key &&
    check.hop === backup.hop &&
    (check.targets.length === 0 || places.every((name) => check.targets.includes(name)))
  );
}

const placesOf = (kind: StepKind, step: PlannedStep): readonly (string | undefined)[] =>
  kind === 'backup-database' ? [undefined] : step.targets;

function backupFaults(steps: readonly PlannedStep[]): readonly string[] {
  return steps.flatMap((step) =>
    needsBackup(step)
      ? backupsOf(steps, step).flatMap(({ kind, place, backup, check }) => {
          const of = place === undefined ? '' : ` of ${place}`;
          if (backup === undefined) return [`${step.id} has no ${kind}${of} before it.`];
          return check === undefined ? [`${backup.id} is not verified before ${step.id}.`] : [];
        })
      : [],
  );
}

/** Services and users can be put back without one. */
export function needsBackup(step: PlannedStep): boolean {
  return step.needs.includes('backups') || step.changes.includes('version');
}

/** After a change of its version, files or schema a server takes users only when its tests have passed. */
function admissionFaults(steps: readonly PlannedStep[]): readonly string[] {
  return steps.flatMap((step, index) => {
    if (!step.changes.includes('users-in')) return [];
    return step.targets.flatMap((name) => {
      const earlier = steps.slice(0, index);
      const changed = earlier.findLastIndex((each) => changesServer(each, name));
      if (changed < 0) return [];
      const tested = earlier.slice(changed).some((each) => tests(each) && each.targets.includes(name));
      return tested ? [] : [`${step.id} lets users on ${name} before a test of it.`];
    });
  });
}

export const changesServer = (step: PlannedStep, name: string) =>
  step.targets.includes(name) &&
  changesOf(step).some((each) => each === 'version' || each === 'files' || each === 'registry');

export const tests = ({ kind }: PlannedStep) => kind === 'smoke-test';
