import t from 'tap';
import { createWaitingLine, type Waiting } from '../../../balancer/rules/waiting-line.ts';
import { createRandom } from '../support/random.ts';

const items = (waiting: readonly Waiting<string>[]) => waiting.map((each) => each.item).join('');

function fill(names: string) {
  const line = createWaitingLine<string>();
  const places = [...names].map((name, index) => line.join(name, index * 10, 100));
  return { line, places };
}

/** Everybody's turn in order; those in `names` are served. */
function serve(line: ReturnType<typeof createWaitingLine<string>>, names: string, atMost = 100): string {
  let asked = '';
  line.serve({
    worthwhile: () => asked.length < atMost,
    served({ item }) {
      asked += item;
      return names.includes(item);
    },
  });
  return asked;
}

t.test('first come, first asked, and those who were served are gone', (t) => {
  const { line } = fill('abcde');
  t.equal(serve(line, 'bd'), 'abcde');
  t.equal(serve(line, ''), 'ace');
  t.equal(serve(line, 'a', 1), 'a');
  t.equal(serve(line, '', 1), 'c', 'nobody is asked in vain');
  t.equal(line.size(), 2);
  t.equal(line.oldestMs(), 20);
  t.same([line.firstAfterMs(19), line.firstAfterMs(20), line.firstAfterMs(40)], [20, 40, undefined]);
  t.end();
});

t.test('the line is bounded, but lets in again who was served before', (t) => {
  const line = createWaitingLine<string>();
  t.ok(line.join('a', 10, 2));
  t.ok(line.join('b', 20, 2));
  t.equal(line.join('c', 20, 2), undefined);
  t.ok(line.join('z', 15, 2));
  t.equal(serve(line, ''), 'azb');
  t.end();
});

t.test('who leaves is gone, once', (t) => {
  const { line, places } = fill('abc');
  const second = places[1];
  if (second === undefined) throw new Error('no place');
  line.leave(second);
  line.leave(second);
  t.equal(serve(line, ''), 'ac');
  t.end();
});

t.test('those who waited too long are taken out, oldest first', (t) => {
  const { line } = fill('abcd');
  t.equal(items(line.takeLate(19, 20)), '');
  t.equal(items(line.takeLate(30, 20)), 'ab');
  t.equal(items(line.takeLate(30, 20)), '');
  t.equal(items(line.takeLate(5, 20)), 'cd', 'the clock was set back');
  t.equal(line.size(), 0);
  t.equal(line.oldestMs(), undefined);
  t.end();
});

t.test('whatever comes, the line is the one a plain list would be', (t) => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = createRandom(seed);
    const line = createWaitingLine<number>();
    let plain: { item: number; sinceMs: number; place: Waiting<number> }[] = [];
    let nowMs = 1_000;
    for (let step = 0; step < 200; step++) {
      nowMs += random.below(5);
      const what = random.below(5);
      if (what <= 1) {
        const sinceMs = random.chance(0.2) ? nowMs - random.below(60) : nowMs;
        const place = line.join(step, sinceMs, 8);
        const before = plain.some((each) => each.sinceMs > sinceMs);
        t.equal(place !== undefined, plain.length < 8 || before, `seed ${seed}`) || t.bailout();
        if (place) {
          plain.push({ item: step, sinceMs, place });
          plain = plain.toSorted((first, second) => first.sinceMs - second.sinceMs);
        }
      } else if (what === 2) {
        const [gone] = plain.splice(random.below(plain.length), 1);
        if (gone) line.leave(gone.place);
      } else if (what === 3) {
        const late = line.takeLate(nowMs, 50).map((each) => each.item);
        const expected = plain.filter((each) => nowMs - each.sinceMs >= 50).map((each) => each.item);
        plain = plain.filter((each) => nowMs - each.sinceMs < 50);
        if (late.join() !== expected.join()) t.fail(`seed ${seed}: ${late} instead of ${expected}`);
      } else {
        const asked: number[] = [];
        const most = random.below(6);
        const picks = random.below(3);
        line.serve({
          worthwhile: () => asked.length < most,
          served: ({ item }) => asked.push(item) > 0 && item % 3 === picks,
        });
        const expected = plain.slice(0, most).map((each) => each.item);
        if (asked.join() !== expected.join()) t.fail(`seed ${seed}: ${asked} instead of ${expected}`);
        plain = plain.filter((each, index) => index >= most || each.item % 3 !== picks);
      }
      if (line.size() !== plain.length) t.fail(`seed ${seed}: ${line.size()} instead of ${plain.length}`);
    }
  }
  t.end();
});
