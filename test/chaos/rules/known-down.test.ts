// Who knew that a server is down, and which log-on was sent there all the same.

import t from 'tap';
import { type DownSpan, sentToKnownDown, withLook } from './known-down.ts';

const looks = (fairlead: string, ...times: readonly (readonly [number, boolean])[]) =>
  times.map(([atMs, down]) => ({ fairlead, server: 'CRM1', atMs, down }));

const spansOf = (...all: ReturnType<typeof looks>[]): readonly DownSpan[] =>
  all.flat().reduce<readonly DownSpan[]>((spans, look) => withLook(spans, look, 1_000), []);

t.test('looks that say down make one span, until one is missing for too long', async (t) => {
  const spans = spansOf(looks('one', [0, false], [300, true], [600, true], [900, false], [5_000, true]));
  t.same(
    spans.map(({ fromMs, toMs }) => [fromMs, toMs]),
    [
      [300, 600],
      [5_000, 5_000],
    ],
  );
});

t.test('a look that says otherwise ends a span, however short it was', async (t) => {
  const spans = spansOf(looks('one', [300, true], [600, true], [850, false], [1_100, true], [1_300, true]));
  t.same(
    spans.map(({ fromMs, toMs }) => [fromMs, toMs]),
    [
      [300, 600],
      [1_100, 1_300],
    ],
  );
});

const one = looks('one', [1_000, true], [1_500, true], [2_000, true], [2_500, true]);
const two = looks('two', [1_500, true], [2_000, true], [2_500, true]);

const rows = [
  ['before it was known', 'CRM1', 900, 'one', 0],
  ['on its way when it became known', 'CRM1', 1_400, 'one', 0],
  ['known for long enough', 'CRM1', 1_600, 'one', 1],
  ['known to the other one only', 'CRM1', 1_600, 'two', 0],
  ['after the last look that said so', 'CRM1', 2_600, 'one', 0],
  ['another server', 'CRM2', 1_600, 'one', 0],
  ['seen by the server only, and not all knew', 'CRM1', 1_900, undefined, 0],
  ['seen by the server only, and all knew', 'CRM1', 2_100, undefined, 1],
] as const;

for (const [what, server, atMs, fairlead, guilty] of rows) {
  t.test(what, async (t) => {
    const rule = { fairleads: ['one', 'two'], graceMs: 500 };
    t.equal(sentToKnownDown([{ server, atMs, fairlead }], spansOf(one, two), rule).length, guilty);
  });
}
