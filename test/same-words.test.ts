// Closed sets of words that two folders name, since neither may import values of the other: they are the same.

import t from 'tap';
import { maintenanceTasks } from '../admin/operations/maintenance.ts';
import { roleNames as namesForPeople } from '../admin/role-words.ts';
import { taskNames } from '../cluster/maintenance/model.ts';
import { roleNames } from '../cluster/roles/role.ts';

t.test('tasks of the maintenance plan', (t) => {
  t.same(maintenanceTasks, taskNames);
  t.end();
});

t.test('roles that exist once', (t) => {
  t.same(namesForPeople, roleNames);
  t.end();
});
