import t from 'tap';
import { changesBetween, judgeTopology } from '../../../cluster/rules/plausible.ts';
import { serverOf, topologyOf } from '../support/sample.ts';

const half = 0.5;
const four = topologyOf(['A', 'B', 'C', 'D']);

t.test('a topology is refused when it is empty, doubled, or lost more than its share', async (t) => {
  const table: [string[] | undefined, string[], string][] = [
    [undefined, ['A'], 'accepted'],
    [undefined, [], 'empty'],
    [['A'], [], 'empty'],
    [undefined, ['A', 'a'], 'duplicate'],
    [['A', 'B', 'C', 'D'], ['A', 'B'], 'accepted'],
    [['A', 'B', 'C', 'D'], ['A'], 'too-many-gone'],
    [['A', 'B', 'C', 'D'], ['E', 'F', 'G', 'H'], 'too-many-gone'],
    [['A', 'B', 'C', 'D'], ['A', 'B', 'E', 'F'], 'accepted'],
    [['A', 'B', 'C'], ['A'], 'too-many-gone'],
    [['A', 'B', 'C'], ['A', 'B'], 'accepted'],
    [['A', 'B'], ['B'], 'accepted'],
    [['A'], ['B'], 'too-many-gone'],
    [['A'], ['A', 'B', 'C'], 'accepted'],
  ];
  for (const [before, now, expected] of table) {
    const judged = judgeTopology(before && topologyOf(before), topologyOf(now), half);
    t.equal(judged.kind === 'refused' ? judged.because : 'accepted', expected, `${before} -> ${now}`);
  }
});

t.test('a refusal says exactly what is wrong', async (t) => {
  const judged = judgeTopology(four, topologyOf(['A']), half);
  t.match(judged, { text: '3 of 4 servers are gone from the server list at once: B, C, D.' });
  t.match(judgeTopology(undefined, topologyOf(['A', 'a']), half), { text: /twice: A, a\./ });
});

t.test('changes are data', async (t) => {
  const moved = topologyOf(['B', 'A', 'E']);
  const servers = moved.servers.map((server) =>
    server.name === 'A' ? { ...server, origin: 'http://x:80' } : server,
  );
  t.match(changesBetween(topologyOf(['A', 'B', 'C']), { ...moved, servers }), {
    added: ['E'],
    removed: ['C'],
    reordered: true,
    moved: [{ name: 'A', from: 'http://a:80', to: 'http://x:80' }],
  });
});

t.test('the same topology read again is no change; a flag or a weight is one', async (t) => {
  const changed = (next: typeof four) => {
    const judged = judgeTopology(four, next, half);
    return judged.kind === 'accepted' && judged.changed;
  };
  t.equal(changed({ ...four, readAtMs: 5_000 }), false);
  t.equal(changed({ ...four, flags: { ...four.flags, ownBalancing: true } }), true);
  t.equal(changed({ ...four, source: 'last-good' }), true);
  t.equal(changed({ ...four, servers: [serverOf('A', { weight: 2 }), ...four.servers.slice(1)] }), true);
  t.equal(changed(topologyOf(['B', 'A', 'C', 'D'])), true);
});
