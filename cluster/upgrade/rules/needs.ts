// Whether a step may be done now: what it needs, and what must be true at every step whatever a recipe says. Each
// answer is a sentence an operator can act on. Pure.

import { counted } from '../../rules/counted.ts';
import type { RunState } from '../model.ts';
import type { Observation } from '../observation.ts';
import type { Need, Plan, PlannedStep } from '../plan-model.ts';
import { backupsOf, changesServer, needsBackup, tests } from './order.ts';
import { isDone, stepsBefore } from './steps.ts';

export type Obstacle = {
  readonly need: Need | 'order' | 'one-version' | 'nobody-served';
  readonly because: string;
  readonly mend: string;
  /** True where it may come right by itself: it is waited for, up to the time limit of the step. */
  readonly waits: boolean;
};

type Question = {
  readonly plan: Plan;
  readonly state: RunState;
  readonly observation: Observation;
  readonly step: PlannedStep;
};

/** The first thing that stands in the way; undefined where the step may be done. */
export function obstacleOf(question: Question): Obstacle | undefined {
  return (
    invariantOf(question) ??
    needsOf(question.step)
      .map((need) => missing(need, question))
      .find(isThere)
  );
}

const isThere = (obstacle: Obstacle | undefined): obstacle is Obstacle => obstacle !== undefined;

function needsOf(step: PlannedStep): readonly Need[] {
  const always: Need[] = [];
  if (needsBackup(step)) always.push('backups');
  if (step.changes.includes('version')) always.push('disconnected');
  if (step.changes.includes('users-in')) always.push('tested', 'findings-resolved');
  return [...new Set([...step.needs, ...always])];
}

/** What no recipe can switch off: the order of servers, and one version among those that serve. */
function invariantOf({ plan, state, observation, step }: Question): Obstacle | undefined {
  if (step.changes.includes('version')) {
    const late = stepsBefore(plan, step).find(
      (each) => each.hop === step.hop && each.changes.includes('version') && !isDone(state, each),
    );
    if (late !== undefined)
      return {
        need: 'order',
        because: `${late.id} comes before ${step.id} (F7: the server that owns the database first, then each other in order)`,
        mend: `Do ${late.id} first; it cannot be skipped.`,
        waits: false,
      };
    const serving = observation.servers.find((each) => each.serving);
    if (serving !== undefined)
      return {
        need: 'nobody-served',
        because: `${serving.name} still serves users, and all servers share the database that is being changed (F7)`,
        mend: 'Take it out: fairlead maintenance, or wait until its drain is over.',
        waits: true,
      };
  }
  if (!step.changes.includes('users-in')) return undefined;
  const versionOf = (name: string) => observation.servers.find((each) => each.name === name)?.version;
  const serving = observation.servers.filter((each) => each.serving && !step.targets.includes(each.name));
  const other = serving.find((each) =>
    step.targets.some((name) => {
      const own = versionOf(name);
      return own !== undefined && each.version !== undefined && own !== each.version;
    }),
  );
  if (other === undefined) return undefined;
  return {
    need: 'one-version',
    because: `${other.name} serves version ${other.version}, ${step.targets.join(', ')} has ${versionOf(step.targets[0] ?? '')}: never two at once`,
    mend: `Take ${other.name} out first, or bring both to one version.`,
    waits: false,
  };
}

function missing(need: Need, question: Question): Obstacle | undefined {
  switch (need) {
    case 'locked':
      return lockMissing(question);
    case 'disconnected':
      return connected(question);
    case 'backups':
      return backupMissing(question);
    case 'services-stopped':
      return servicesRun(question);
    case 'empty':
      return peopleLeft(question);
    case 'tested':
      return untested(question);
    case 'findings-resolved':
      return findingsOpen(question);
  }
}

function lockMissing({ observation }: Question): Obstacle | undefined {
  if (observation.locked === true) return undefined;
  return {
    need: 'locked',
    because:
      observation.locked === false
        ? 'users are not locked out (the lock of the CRM lapses after three hours)'
        : 'whether users are locked out cannot be seen',
    mend: 'fairlead lock -m "upgrade", or mend what keeps the database from being asked.',
    waits: true,
  };
}

/** Every server but the target: it is the one that is being changed (F7). */
function connected({ observation, step }: Question): Obstacle | undefined {
  const others = observation.servers.filter((each) => !step.targets.includes(each.name));
  const unseen = others.find((each) => each.connected === undefined);
  if (unseen !== undefined)
    return {
      need: 'disconnected',
      because: `whether ${unseen.name} is connected to the database cannot be seen`,
      mend: 'The database must tell its sessions: VIEW SERVER STATE for the login of Fairlead.',
      waits: true,
    };
  const holding = others.find((each) => (each.connected ?? []).length > 0);
  if (holding === undefined) return undefined;
  return {
    need: 'disconnected',
    because: `${holding.name} is still connected to the database: ${(holding.connected ?? []).join(', ')}`,
    mend: `Stop what holds on there (a Tomcat keeps its pool until its service is stopped).`,
    waits: true,
  };
}

function backupMissing({ plan, state, observation, step }: Question): Obstacle | undefined {
  for (const { kind, place, backup, check } of backupsOf(plan.steps, step)) {
    const of = place === undefined ? '' : ` of ${place}`;
    if (backup !== undefined && check !== undefined && isDone(state, backup) && isDone(state, check))
      continue;
    return {
      need: 'backups',
      because: `there is no verified ${kind}${of} in this run`,
      mend:
        backup === undefined
          ? 'Put one in the recipe.'
          : `Do ${backup.id} and ${check?.id ?? 'its verification'}.`,
      waits: false,
    };
  }
  const [lost] = observation.lostBackups;
  if (lost === undefined) return undefined;
  return {
    need: 'backups',
    because: `a backup that was verified is not there any more: ${lost}`,
    mend: 'Put that file back, then retry. Where it is lost: roll back, which needs only those of servers that were changed, and begin anew.',
    waits: false,
  };
}

function servicesRun({ observation, step }: Question): Obstacle | undefined {
  const running = targetsOf(observation, step).find((each) => each.servicesStopped !== true);
  if (running === undefined) return undefined;
  return {
    need: 'services-stopped',
    because:
      running.servicesStopped === false
        ? `services of ${running.name} still run`
        : `whether the services of ${running.name} are stopped cannot be seen`,
    mend: 'Stop them, or mend the way to that server.',
    waits: true,
  };
}

function peopleLeft({ observation, step }: Question): Obstacle | undefined {
  const busy = targetsOf(observation, step).find((each) => each.users !== 0);
  if (busy === undefined) return undefined;
  return {
    need: 'empty',
    because:
      busy.users === undefined
        ? `how many people are on ${busy.name} cannot be seen`
        : `${counted(busy.users, 'person is', 'people are')} on ${busy.name}`,
    mend: 'Wait for them, or drain with --policy now.',
    waits: true,
  };
}

/** The last test of each target stands after the last change of it, and has passed. */
function untested({ plan, state, step }: Question): Obstacle | undefined {
  const before = stepsBefore(plan, step);
  for (const name of step.targets) {
    const changed = before.findLastIndex((each) => changesServer(each, name));
    if (changed < 0) continue;
    const open = before
      .slice(changed)
      .find((each) => tests(each) && each.targets.includes(name) && !isDone(state, each));
    if (open !== undefined)
      return {
        need: 'tested',
        because: `${open.id} has not passed`,
        mend: 'Users come only on servers that passed their tests: mend what failed and retry it.',
        waits: false,
      };
  }
  return undefined;
}

function findingsOpen({ state }: Question): Obstacle | undefined {
  const open = state.findings.filter((each) => each.severity === 'blocking' && each.resolvedBy === undefined);
  const [first] = open;
  if (first === undefined) return undefined;
  return {
    need: 'findings-resolved',
    because: `${counted(open.length, 'blocking finding is', 'blocking findings are')} open, first ${first.id}: ${first.text}`,
    mend: `fairlead upgrade resolve ${first.id} -m "what was done about it"`,
    waits: true,
  };
}

const targetsOf = (observation: Observation, step: PlannedStep) =>
  step.targets.map(
    (name) =>
      observation.servers.find((each) => each.name === name) ?? {
        name,
        users: undefined,
        servicesStopped: undefined,
      },
  );
