// What the configuration lets through as a schedule node-cron reads, field by field and at random.

import t from 'tap';
import { readPattern } from '../../../cluster/maintenance/schedules.ts';
import { scheduleProblem } from '../../../config/rules/schedule.ts';
import { maintenance } from '../../../config/schema/maintenance.ts';

const fields = [
  ['*', '0', '59', '*/5', '5-50/7', '1,2,3', '0-10,30'],
  ['*', '0', '23', '*/2', '6-22/3', '1,13'],
  ['*', '1', '31', 'L', '1,15', '*/10', '2-20/4'],
  ['*', '1', '12', 'jan', 'feb-apr', '*/3', '6,dec'],
  ['*', '0', '7', 'sun', 'mon-fri', '0#1', '5L', '1,3'],
] as const;

t.test('every schedule that is allowed can be read', async (t) => {
  let seed = 7;
  const pick = <Item>(items: readonly Item[]) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return items[seed % items.length] as Item;
  };
  let allowed = 0;
  for (let turn = 0; turn < 3_000; turn += 1) {
    const text = fields.map((items) => pick<string>(items)).join(' ');
    if (scheduleProblem(text) !== undefined) continue;
    allowed += 1;
    try {
      readPattern(text);
    } catch (error) {
      t.fail(`${text}: ${(error as Error).message}`);
    }
  }
  t.ok(allowed > 500, `${allowed} were allowed`);
});

t.test('the times of F8 are the defaults', async (t) => {
  const { tasks } = (maintenance as unknown as { properties: { tasks: { properties: object } } }).properties;
  const defaults = Object.entries(tasks.properties).map(
    ([name, task]) => `${name} ${task.properties.when.default ?? 'off'}`,
  );
  t.same(defaults, [
    'log-backup 0 * * * *',
    'check-database 0 0 * * 0',
    'full-backup 0 1 * * 0',
    'differential-backup 0 1 * * *',
    'rebuild-indexes 0 3 * * 0',
    'reorganise-indexes 30 3 * * *',
    'update-statistics 30 4 * * *',
    'clean-up 0 6 * * 0',
    'shrink off',
  ]);
});
