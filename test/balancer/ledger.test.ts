import t from 'tap';
import { createLedger, type LedgerOptions } from '../../balancer/ledger.ts';
import { createRandom } from './support/random.ts';

function make(changes: Partial<LedgerOptions> = {}) {
  const expired: string[] = [];
  const ledger = createLedger({
    clusterKey: 'key',
    idleMs: 60_000,
    capacity: 100,
    onExpire: (server) => expired.push(server),
    ...changes,
  });
  return { ledger, expired, key: (number: number) => ledger.keyOf(String(number)) };
}

t.test('a session is found on its server until it is forgotten', (t) => {
  const { ledger, key } = make();
  ledger.learn(key(1), 'a', 0);
  ledger.learn(key(2), 'a', 0);
  ledger.learn(key(2), 'b', 10);
  t.same([ledger.find(key(1), 20), ledger.find(key(2), 20), ledger.find(key(3), 20)], ['a', 'b', undefined]);
  t.same([ledger.count('a'), ledger.count('b'), ledger.count('c')], [1, 1, 0]);
  t.match(ledger.forget(key(1)), { server: 'a', previousMs: 0 });
  t.equal(ledger.forget(key(1)), undefined);
  t.same([ledger.count('a'), ledger.size()], [0, 1]);
  t.end();
});

t.test('an id is kept hashed, with the key of the cluster', (t) => {
  const { ledger } = make();
  t.notMatch(ledger.keyOf('12345678901234'), /12345678901234/);
  t.equal(ledger.keyOf('12345678901234').length, 22);
  t.not(make({ clusterKey: 'other' }).ledger.keyOf('1'), ledger.keyOf('1'));
  t.end();
});

t.test('a session that was not seen for the idle time expires', (t) => {
  const { ledger, expired, key } = make();
  ledger.learn(key(1), 'a', 0);
  ledger.learn(key(2), 'b', 0);
  ledger.find(key(2), 50_000);
  ledger.sweep(59_999);
  t.same(expired, []);
  ledger.sweep(60_000);
  t.same(expired, ['a']);
  t.equal(ledger.find(key(2), 109_999), 'b');
  ledger.sweep(169_998);
  t.equal(ledger.size(), 1);
  ledger.sweep(169_999);
  t.equal(ledger.size(), 0);
  t.equal(ledger.find(key(2), 169_999), undefined);
  t.end();
});

t.test('the longest unseen go when there are too many', (t) => {
  const { ledger, expired, key } = make({ capacity: 3 });
  for (const number of [1, 2, 3]) ledger.learn(key(number), 'a', number);
  ledger.find(key(1), 10_000);
  ledger.learn(key(4), 'b', 10_001);
  t.same(
    [1, 2, 3, 4].map((number) => ledger.find(key(number), 10_002)),
    ['a', undefined, 'a', 'b'],
  );
  t.same([ledger.size(), ledger.count('a'), expired.length], [3, 2, 0]);
  t.end();
});

t.test('counts always agree with the entries, whatever is done', (t) => {
  const random = createRandom(3);
  const { ledger, key } = make({ capacity: 40, idleMs: 2000 });
  for (let nowMs = 0; nowMs < 20_000; nowMs += random.below(5)) {
    const each = key(random.below(80));
    if (random.chance(0.4)) ledger.learn(each, `s${random.below(3)}`, nowMs);
    else if (random.chance(0.7)) ledger.find(each, nowMs);
    else if (random.chance(0.5)) ledger.forget(each);
    else ledger.sweep(nowMs);
    const records = [...ledger.records()];
    for (const server of ['s0', 's1', 's2']) {
      const real = records.filter((record) => record.server === server).length;
      if (real !== ledger.count(server))
        t.fail(`${server} at ${nowMs}: ${ledger.count(server)} is not ${real}`);
    }
    if (records.length > 40) t.fail(`${records.length} entries`);
  }
  t.ok(ledger.size() > 0);
  t.end();
});

t.test('what was kept is taken over, what is too old is not', (t) => {
  const { ledger, key } = make();
  const record = (number: number, lastSeenMs: number) => ({ key: key(number), server: 'a', lastSeenMs });
  ledger.restore([record(1, 0), record(2, 50_000), record(3, 900_000)], 100_000);
  t.same(
    [1, 2, 3].map((number) => ledger.find(key(number), 100_001)),
    [undefined, 'a', 'a'],
  );
  ledger.sweep(200_000);
  t.equal(ledger.size(), 0, 'a clock that was set back keeps nothing for ever');
  t.end();
});

t.test('a session that somebody tells late to have been seen does not go back in time', (t) => {
  const { ledger, key } = make();
  ledger.learn(key(1), 'a', 0);
  ledger.find(key(1), 50);
  ledger.seenAt(key(1), 30);
  t.match(ledger.forget(key(1)), { lastSeenMs: 50, previousMs: 30 });
  ledger.seenAt(key(1), 60);
  t.equal(ledger.size(), 0, 'and one that is gone stays gone');
  ledger.learn(key(2), 'a', 0);
  ledger.seenAt(key(2), 59_000);
  t.equal(ledger.find(key(2), 70_000), 'a');
  t.end();
});

t.test('every change of where a session is, is told', (t) => {
  const told: (string | undefined)[][] = [];
  const { ledger, key } = make({ capacity: 2, onChange: (...change) => told.push(change) });
  ledger.learn(key(1), 'a', 0);
  ledger.learn(key(1), 'b', 1);
  ledger.learn(key(2), 'a', 2);
  ledger.learn(key(3), 'a', 3);
  ledger.forget(key(3));
  ledger.find(key(2), 4);
  const last = new Map(told.map(([key = '', server]) => [key, server]));
  t.same([last.get(key(1)), last.get(key(2)), last.get(key(3))], [undefined, 'a', undefined]);
  ledger.sweep(120_000);
  t.same(told.at(-1), [key(2), undefined]);
  t.end();
});
