import t from 'tap';
import { examineDatabaseAccess } from '../../../../cluster/doctor/rules/database-access.ts';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { away, examined, factsOf } from '../facts.ts';

const login = (name: string, administrator = false) => ({ login: seen({ name, administrator }) });
const found = (severity: 'warning' | 'fault') =>
  seen({ severity, what: 'connection budget', saw: 'Too few.', mend: 'Raise it.' });
const rest = Array.from({ length: 4 }, () => ['database', 'ok'] as const);
const settings = ['settings', 'ok'] as const;
const start = [
  ['database', 'ok'],
  ['database', 'ok'],
] as const;

t.test('the database answers, tells what is needed, and lets nobody do too much', (t) =>
  examined(t, examineDatabaseAccess, [
    ['in order', {}, ...start, ...rest, settings],
    [
      'sa',
      { database: login('SA') },
      ...start,
      ['database', 'warning', /a login of its own/],
      ...rest.slice(1),
      settings,
    ],
    [
      'an administrator',
      { database: login('crm', true) },
      ...start,
      ['database', 'warning'],
      ...rest.slice(1),
      settings,
    ],
    [
      'the budget is too small',
      { database: { budget: found('fault') } },
      ...start,
      ...rest.slice(1),
      ['database', 'fault', /Too few/],
      settings,
    ],
    ['rights are missing', { parameters: away }, ...start, ...rest, ['settings', 'unknown']],
  ]),
);

t.test(
  'no answer is a fault where there should be one, and unknown where there is no database',
  async (t) => {
    const severity = (wanted: boolean) =>
      examineDatabaseAccess(factsOf({ database: { wanted, login: away } }))[0];
    t.match(severity(true), { examination: 'database-connection', severity: 'fault', seen: 'It is away.' });
    t.match(severity(false), { severity: 'unknown' });
  },
);
