// What each kind of step does, and each kind of undoing: the one table from words of a recipe to work on a cluster.

import type { PlannedStep, StepKind, UndoKind } from '../plan-model.ts';
import { runNamed } from '../rules/kept-run.ts';
import { stepsBefore } from '../rules/steps.ts';
import type { Effects, StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';
import { backUpFiles, backUpRegistry, restoreFiles, restoreRegistry, verifyFiles } from './backups.ts';
import { check } from './checks.ts';
import {
  assertDisconnected,
  backUpDatabase,
  dropTuningObjects,
  restoreDatabase,
  runStatement,
  verifyDatabase,
  verifyKeptDatabase,
} from './database.ts';
import { verifyKept } from './kept-runs.ts';
import { readLog, soak, warm } from './looks.ts';
import { targetsOf } from './on-server.ts';
import { admit, drain, lockUsers, notify, takeOut, unlockUsers } from './people.ts';
import { runStep } from './programs.ts';
import { moveRoleBack, moveRoles } from './roles.ts';
import { putBackRows } from './rows.ts';
import { startServices, stopServices } from './services.ts';
import { adminLogOn, smokeTest } from './smoke-tests.ts';

type Effect = (site: Site, step: PlannedStep, work: Work) => Promise<StepOutcome>;

/** Steps of a person come here only where somebody took the wrong turn. */
const byPerson: Effect = async () => ({ outcome: 'failed', text: 'a person has to do it and confirm' });

const doing: Readonly<Record<StepKind, Effect>> = {
  check,
  'lock-users': lockUsers,
  drain,
  notify,
  'stop-services': stopServices,
  'start-services': startServices,
  'assert-disconnected': assertDisconnected,
  'backup-database': backUpDatabase,
  'backup-files': backUpFiles,
  'backup-registry': backUpRegistry,
  'verify-backup': verify,
  'drop-tuning-objects': dropTuningObjects,
  run: runStep,
  manual: byPerson,
  'read-upgrade-log': readLog,
  'admin-log-on': adminLogOn,
  warm,
  'smoke-test': smokeTest,
  checklist: byPerson,
  soak,
  admit,
  'move-role': moveRoles,
  sql: runStatement,
};

const undoing: Readonly<Record<UndoKind, Effect>> = {
  'unlock-users': unlockUsers,
  admit: (site, step, work) => admit(site, step, work),
  'take-out': takeOut,
  'start-services': startServices,
  'stop-services': stopServices,
  'restore-database': (site, step, work) =>
    restoreDatabase(site, { ...step, with: step.undo?.with ?? {} }, work),
  'restore-files': restoreFilesAndKeys,
  'restore-registry': restoreRegistry,
  'move-role-back': moveRoleBack,
  run: (site, step, work) => runStep(site, { ...step, with: step.undo?.with ?? {} }, work),
  manual: byPerson,
  sql: undoStatement,
};

/** The effects in one cluster. */
export function createEffects(site: Site): Effects {
  return {
    do: (step, work) => doing[step.kind](site, step, work),
    async undo(step, work) {
      if (step.undo === undefined) throw new Error(`${step.id} has no undo`);
      return undoing[step.undo.kind](site, step, work);
    },
  };
}

/** A row goes back to what this run found in it; all else has a statement of its own. */
async function undoStatement(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  if (step.with.change !== undefined) return putBackRows(site, step, work);
  return runStatement(site, { ...step, with: step.undo?.with ?? {} }, work);
}

/** `with.run` is an earlier run that has kept it, `with.file` a backup of the database from elsewhere. Else `with.of` names the backup of this run; it is the one of the same hop, on the same servers. */
async function verify(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  if (runNamed(step) !== undefined) return verifyKept(site, step, work);
  if (typeof step.with.file === 'string') return verifyKeptDatabase(site, step.with.file, work);
  const backup = stepsBefore(work.plan, step).findLast(
    (each) =>
      each.key === step.with.of &&
      each.hop === step.hop &&
      (step.targets.length === 0 || step.targets.every((name) => each.targets.includes(name))),
  );
  if (backup === undefined) return { outcome: 'failed', text: `there is no step ${String(step.with.of)}` };
  return backup.kind === 'backup-database'
    ? verifyDatabase(site, backup, work)
    : verifyFiles(site, backup, work);
}

/** What an upgrade of files has changed goes back as a whole: folders, and the keys where they were kept. */
async function restoreFilesAndKeys(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  targetsOf(site, step);
  const files = await restoreFiles(site, step, work);
  if (!step.changes.includes('registry') && !step.changes.includes('version')) return files;
  const keys = await restoreRegistry(site, step, work);
  return { outcome: 'done', text: `${files.text}; ${keys.text}` };
}
