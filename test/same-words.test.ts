// Closed sets of words that two folders name, since neither may import values of the other: they are the same.

import t from 'tap';
import { maintenanceTasks } from '../admin/operations/maintenance.ts';
import * as forPeople from '../admin/role-words.ts';
import { taskNames } from '../cluster/maintenance/model.ts';
import { moveCauses, moveOutcomes, roleNames } from '../cluster/roles/rules/role-words.ts';

t.test('tasks of the maintenance plan', (t) => {
  t.same(maintenanceTasks, taskNames);
  t.end();
});

t.test('roles that exist once', (t) => {
  t.same(forPeople.roleNames, roleNames);
  t.end();
});

t.test('moves of roles: who caused them, and how they end', (t) => {
  t.same(forPeople.moveCauses, moveCauses);
  t.same(forPeople.moveOutcomes, moveOutcomes);
  t.end();
});
