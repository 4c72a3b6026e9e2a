// The verbs that operate a running Fairlead, in the order of the help. Each stands in a file beside this one.

import type { Command } from 'commander';
import type { VerbWorld } from '../verb-world.ts';
import { addAdmit } from './admit.ts';
import { addBudget } from './budget.ts';
import { addDoctor } from './doctor.ts';
import { addDrain } from './drain.ts';
import { addFiles } from './files.ts';
import { addLock } from './lock.ts';
import { addMaintenance } from './maintenance.ts';
import { addMetadata } from './metadata.ts';
import { addRoles } from './roles.ts';
import { addTry } from './try.ts';
import { addUpgrade } from './upgrade.ts';
import { addWarm } from './warm.ts';

export const operatingVerbs: readonly ((program: Command, world: VerbWorld) => void)[] = [
  addDrain,
  addMaintenance,
  addAdmit,
  addTry,
  addWarm,
  addLock,
  addBudget,
  addMetadata,
  addDoctor,
  addFiles,
  addRoles,
  addUpgrade,
];
