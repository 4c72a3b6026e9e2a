import t from 'tap';
import {
  countProblems,
  type StormResult,
  stormText,
  stormVerdict,
} from '../../../../main/demo/rules/storm-verdict.ts';

const server = { name: 'CRMWEB1', mostAtOnce: 4, metadataLoads: 1, recycles: 0, users: 100 };
const calm: StormResult = {
  guard: true,
  people: 200,
  logOnsPerServer: 4,
  servers: [server, { ...server, name: 'CRMWEB2' }],
  gotIn: 200,
  lost: 0,
  turnedAway: 0,
  problems: [],
  longestMs: 12_600,
  medianMs: 8_710,
  slowestPageMs: 250,
};
const harm: StormResult = {
  ...calm,
  guard: false,
  servers: [{ ...server, mostAtOnce: 100, metadataLoads: 42, recycles: 2, users: 0 }],
  gotIn: 0,
  problems: [{ problem: 'status 503', count: 200 }],
};

t.test('what passes and what does not', (t) => {
  const rows: readonly [string, StormResult, RegExp | undefined][] = [
    ['all is well', calm, undefined],
    ['one did not get in', { ...calm, gotIn: 199 }, /1 of 200 did not get in/],
    ['one lost his session', { ...calm, lost: 1 }, /1 who got in lost/],
    ['too many at once', { ...calm, servers: [{ ...server, mostAtOnce: 5 }] }, /5 log-ons at once, 4/],
    ['metadata twice', { ...calm, servers: [{ ...server, metadataLoads: 2 }] }, /2 times instead of once/],
    ['metadata never', { ...calm, servers: [{ ...server, metadataLoads: 0 }] }, /0 times instead of once/],
    ['a recycle', { ...calm, servers: [{ ...server, recycles: 1 }] }, /recycled 1 times/],
    ['harm without the guard', harm, undefined],
    ['only time-outs', { ...harm, servers: [{ ...server, metadataLoads: 9 }] }, undefined],
    ['sessions lost', { ...harm, gotIn: 200, lost: 9 }, undefined],
    ['no harm', { ...harm, gotIn: 200, servers: [server] }, /did no harm/],
    ['no parallel loads', { ...harm, servers: [{ ...server, recycles: 1 }] }, /more than once/],
  ];
  for (const [name, result, fault] of rows) {
    const { passed, because } = stormVerdict(result);
    t.equal(passed, fault === undefined, name);
    if (fault) t.match(because.join(), fault, name);
  }
  t.end();
});

t.test('the words fit a terminal and name every fault', (t) => {
  const broken = { ...calm, gotIn: 3, lost: 2, problems: [{ problem: 'x'.repeat(200), count: 197 }] };
  for (const result of [calm, harm, broken]) {
    const text = stormText(result);
    t.equal(Math.max(...text.split('\n').map((line) => line.length)) <= 80, true, text);
    for (const each of stormVerdict(result).because) t.match(text, each);
  }
  t.match(stormText(calm), /All as it should be/);
  t.match(stormText(harm), /The harm is real/);
  t.match(stormText(broken), /NOT as it should be/);
  t.end();
});

t.test('problems are counted, most first', (t) => {
  t.same(countProblems(['a', undefined, 'b', 'b']), [
    { problem: 'b', count: 2 },
    { problem: 'a', count: 1 },
  ]);
  t.end();
});
