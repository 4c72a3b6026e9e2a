import t from 'tap';
import type { Budget } from '../../../../cluster/budget/rules/budget.ts';
import { roomFor } from '../../../../cluster/warm-up/rules/room.ts';

/** `held`: connections by server. */
function budgetOf(free: number | undefined, held: Readonly<Record<string, number>> = {}): Budget {
  return {
    readAtMs: 0,
    limit: 100,
    used: 50,
    needed: 60,
    neededPerServer: 20,
    reserve: 10,
    enough: true,
    free,
    hosts: Object.entries(held).map(([server, connections]) => ({
      host: server,
      server,
      connections,
      programs: [],
    })),
  };
}

t.test('a server has room where its pools and those of whoever fills them just now fit in', (t) => {
  const rows: [string, Budget | undefined, readonly string[], boolean][] = [
    ['plenty', budgetOf(30), [], true],
    ['just enough', budgetOf(20), [], true],
    ['too little', budgetOf(19), [], false],
    ['what it holds already is not needed twice', budgetOf(5, { CRM1: 15 }), [], true],
    ['more than it needs', budgetOf(0, { CRM1: 25 }), [], true],
    ['another one fills its pools', budgetOf(30), ['CRM2'], false],
    ['and has half of them', budgetOf(30, { CRM2: 10 }), ['CRM2'], true],
    ['itself is not another', budgetOf(20), ['CRM1'], true],
    ['what is free cannot be seen', budgetOf(undefined), [], true],
    ['nothing was read', undefined, [], true],
  ];
  for (const [name, budget, filling, expected] of rows)
    t.equal(roomFor({ budget, server: 'CRM1', filling }).enough, expected, name);
  t.equal(
    roomFor({ budget: budgetOf(19), server: 'CRM1', filling: [] }).text,
    'the database has 19 connections free, and CRM1 will open 20',
  );
  t.end();
});
