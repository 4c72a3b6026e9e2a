import t from 'tap';
import type { BudgetDocument } from '../../../admin/operations/budget.ts';
import { budgetText } from '../../../admin/rules/budget-text.ts';

const budget: BudgetDocument = {
  version: 1,
  readAt: '2026-11-21T14:00:00.000Z',
  problem: null,
  limit: 110,
  used: 37,
  needed: 60,
  neededPerServer: 20,
  reserve: 10,
  free: 63,
  enough: true,
  hosts: [
    {
      host: 'CRM01',
      server: 'CRM01',
      connections: 33,
      programs: [
        { program: 'Tomcat', connections: 23 },
        { program: 'eware.dll', connections: 10 },
      ],
    },
    { host: '', server: null, connections: 4, programs: [{ program: '', connections: 4 }] },
  ],
};

t.test('what there is, then who holds what', (t) => {
  t.equal(
    budgetText(budget, 80),
    [
      '110 connections, 37 in use, 10 reserved',
      '✔ the CRM servers need 60 (20 each): there is room',
      '',
      'HOST                   CONNECTIONS  PROGRAMS',
      'CRM01      CRM server           33  Tomcat 23, eware.dll 10',
      '(no name)                        4  (no name) 4',
      '',
    ].join('\n'),
  );
  t.end();
});

t.test('what is not known is said', (t) => {
  const nothing = { ...budget, limit: null, used: null, hosts: [] };
  t.equal(budgetText(nothing, 80), 'Not read yet.\n');
  t.equal(budgetText({ ...nothing, problem: 'No answer.' }, 80), '✖ No answer.\n');
  const blind = budgetText({ ...budget, used: null, hosts: [], enough: false }, 80);
  t.match(blind, 'in use: not shown to this login');
  t.match(blind, '⚠ the CRM servers need 60 (20 each): too many');
  t.end();
});
