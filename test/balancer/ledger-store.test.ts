import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { BalancerError } from '../../balancer/errors.ts';
import { createLedger, type Ledger } from '../../balancer/ledger.ts';
import { openLedgerStore } from '../../balancer/ledger-store.ts';

function open(folder: string, clusterKey = 'key') {
  const problems: BalancerError[] = [];
  const ledger: Ledger = createLedger({
    clusterKey,
    idleMs: 60_000,
    capacity: 10_000,
    onExpire: () => undefined,
  });
  const store = openLedgerStore({
    folder,
    clusterKey,
    ledger,
    intervalMs: 3_600_000,
    nowMs: () => 1000,
    onProblem: (problem) => problems.push(problem),
  });
  return { ledger, store, problems };
}

t.test('sessions survive a restart', async (t) => {
  const folder = join(t.testdir(), 'made', 'when-needed');
  const first = open(folder);
  for (let index = 0; index < 5000; index++) {
    first.ledger.learn(first.ledger.keyOf(`1234567890${index}`), index % 2 ? 'server one' : 'b', 500);
  }
  await first.store.close();
  const second = open(folder);
  t.same(second.problems, []);
  t.equal(second.ledger.size(), 5000);
  t.equal(second.ledger.find(second.ledger.keyOf('12345678901'), 1000), 'server one');
  t.notMatch(readFileSync(join(folder, 'ledger.txt'), 'utf8'), /1234567890/, 'no session id is on the disk');
  t.same(readdirSync(folder), ['ledger.txt'], 'nothing half written stays');
  await second.store.close();
});

t.test('what did not change is not written again', async (t) => {
  const folder = t.testdir();
  const { ledger, store } = open(folder);
  await store.save();
  t.same(readdirSync(folder), []);
  ledger.learn(ledger.keyOf('1'), 'a', 1);
  await Promise.all([store.save(), store.save()]);
  t.same(readdirSync(folder), ['ledger.txt']);
  await store.close();
});

t.test('an empty ledger is kept too', async (t) => {
  const folder = t.testdir();
  const first = open(folder);
  first.ledger.learn(first.ledger.keyOf('1'), 'a', 1);
  first.ledger.forget(first.ledger.keyOf('1'));
  await first.store.close();
  const second = open(folder);
  t.same([second.problems, second.ledger.size()], [[], 0]);
  await second.store.close();
});

t.test('a file that cannot be used is set aside, and that is told', async (t) => {
  const good = t.testdir();
  const first = open(good);
  first.ledger.learn(first.ledger.keyOf('1'), 'a', 1);
  first.ledger.learn(first.ledger.keyOf('2'), 'b', 1);
  await first.store.close();
  const text = readFileSync(join(good, 'ledger.txt'), 'latin1');
  const lines = text.split('\n');
  const rows: readonly [string, string][] = [
    ['cut in the middle', text.slice(0, 60)],
    ['without its end', `${lines.slice(0, 2).join('\n')}\n`],
    ['a changed byte', text.replace(' a 1', ' b 1')],
    ['a line too few', [lines[0], lines[2], lines[3], ''].join('\n')],
    ['empty', ''],
    ['something else', 'hello\n'],
    ['of another key', text.replace(/^(fairlead-ledger 1 )./, '$1!')],
  ];
  for (const [name, content] of rows) {
    const folder = t.testdir({ [name.replaceAll(' ', '-')]: {} });
    writeFileSync(join(folder, 'ledger.txt'), content, 'latin1');
    const { ledger, store, problems } = open(folder);
    t.equal(ledger.size(), 0, name);
    t.equal(problems[0]?.code, 'BAL_LEDGER_UNREADABLE', name);
    t.ok(problems[0]?.cause instanceof Error);
    t.equal(readFileSync(join(folder, 'ledger.txt.unusable'), 'latin1'), content, name);
    ledger.learn(ledger.keyOf('1'), 'a', 1);
    await store.close();
    t.equal(open(folder).ledger.size(), 1, 'and a new one is begun');
  }
});

t.test('a folder that cannot be written to is told and does not throw', async (t) => {
  const folder = t.testdir({ taken: 'a file' });
  const { ledger, store, problems } = open(join(folder, 'taken'));
  t.equal(problems[0]?.code, 'BAL_LEDGER_UNREADABLE');
  ledger.learn(ledger.keyOf('1'), 'a', 1);
  await store.save();
  t.equal(problems[1]?.code, 'BAL_LEDGER_UNWRITABLE');
  await store.close();
});
