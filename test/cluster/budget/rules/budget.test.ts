// The sum of the connection budget as a table, what is read of rows, and what is told of it.

import t from 'tap';
import {
  type BudgetInput,
  budgetOf,
  type ConnectionReading,
} from '../../../../cluster/budget/rules/budget.ts';
import { budgetNotices, findBudget } from '../../../../cluster/budget/rules/budget-notices.ts';
import { readConnections } from '../../../../cluster/budget/rules/read-connections.ts';
import { serverOf } from '../../support/sample.ts';

const own = { host: 'PROXY1', program: 'fairlead' };
const ours = { ...own, connections: 4 };
const servers = [serverOf('CRM01'), serverOf('CRM02', { hostNames: ['crm02', 'crm02.example.com'] })];
const reading = (limit: number, rows: ConnectionReading['rows']): ConnectionReading => ({
  readAtMs: 1_000,
  limit,
  rows,
  own,
});
const budget = (limit: number, rows: ConnectionReading['rows'], change: Partial<BudgetInput> = {}) =>
  budgetOf({ reading: reading(limit, rows), servers, pools: { dll: 10, tomcat: 10 }, reserve: 5, ...change });
const at = (host: string, connections: number, program = 'x') => ({ host, program, connections });

t.test('what is needed, used and free', (t) => {
  const rows = [
    // limit, connections -> used, free, enough
    { limit: 100, rows: [ours, at('CRM01', 12)], used: 16, free: 79, enough: true },
    { limit: 49, rows: [ours, at('CRM01', 12)], used: 16, free: 28, enough: true },
    { limit: 48, rows: [ours, at('CRM01', 12)], used: 16, free: 27, enough: false },
    { limit: 100, rows: [ours, at('crm02.example.com', 90)], used: 94, free: 1, enough: true },
    { limit: 100, rows: [ours, at('BACKUP', 60)], used: 64, free: 31, enough: false },
    { limit: 20, rows: [ours, at('CRM01', 30)], used: 34, free: 0, enough: false },
    // Without the right to see others: by what is needed alone.
    { limit: 100, rows: [ours], used: undefined, free: undefined, enough: true },
    { limit: 44, rows: [ours], used: undefined, free: undefined, enough: false },
  ];
  for (const { limit, rows: seen, ...expected } of rows) {
    const { used, free, enough, needed } = budget(limit, seen);
    t.same({ used, free, enough }, expected, `${limit}: ${seen.map((each) => each.host)}`);
    t.equal(needed, 40);
  }
  t.end();
});

t.test('machines are told with their programs, and servers known by short or full name', (t) => {
  const { hosts } = budget(100, [
    ours,
    at('crm01', 3, 'dll'),
    at('CRM01', 9, 'Tomcat'),
    at('CRM02.example.com', 1),
    at('', 1),
  ]);
  t.same(
    hosts.map(({ host, server, connections }) => [host, server, connections]),
    [
      ['crm01', 'CRM01', 12],
      ['PROXY1', undefined, 4],
      ['CRM02.example.com', 'CRM02', 1],
      ['', undefined, 1],
    ],
  );
  t.same(hosts[0]?.programs, [
    { program: 'Tomcat', connections: 9 },
    { program: 'dll', connections: 3 },
  ]);
  t.end();
});

t.test('a limit of 0 is no limit of its own', (t) => {
  const limits = (configured: unknown, most: unknown) => [
    { configured, most, ownHost: 'PROXY1   ', ownProgram: null },
  ];
  t.equal(readConnections(limits(0, 32_767), [], 1)?.limit, 32_767);
  t.equal(readConnections(limits(200, 32_767), [], 1)?.limit, 200);
  t.equal(readConnections(limits(null, null), [], 1), undefined);
  t.equal(readConnections([], [], 1), undefined);
  t.same(readConnections(limits(0, 10), [{ hostName: null, programName: 'a ', connections: 2 }, {}], 1), {
    readAtMs: 1,
    limit: 10,
    own: { host: 'PROXY1', program: '' },
    rows: [{ host: '', program: 'a', connections: 2 }],
  });
  t.end();
});

t.test('too little room is told with its mend, enough is not', (t) => {
  t.same(budgetNotices(undefined), []);
  t.same(budgetNotices(budget(100, [ours, at('CRM01', 1)])), []);
  t.match(budgetNotices(budget(44, [ours])), [
    { code: 'connections-short', mend: /^Raise "user connections"/ },
  ]);
  t.match(budgetNotices(budget(60, [ours, at('BACKUP', 30)])), [
    { text: /other machines hold 34\.$/, mend: /^Find out who/ },
  ]);
  t.match(findBudget(budget(100, [ours])), {
    severity: 'good',
    saw: /does not show/,
    mend: /VIEW SERVER STATE/,
  });
  t.match(findBudget(budget(100, [ours, at('CRM01', 1)])), { severity: 'good', saw: /5 are in use\.$/ });
  t.match(findBudget(budget(10, [ours])), { severity: 'warning', saw: /too few/ });
  t.end();
});
