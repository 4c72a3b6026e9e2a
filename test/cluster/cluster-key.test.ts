import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { keptClusterKey } from '../../cluster/cluster-key.ts';

t.test('a key is made once and kept', async (t) => {
  const folder = join(t.testdir(), 'data');
  const made = await keptClusterKey(folder);
  t.ok(made.length >= 43);
  t.equal(await keptClusterKey(folder), made);
  t.equal(readFileSync(join(folder, 'cluster.key'), 'utf8').trim(), made);
});

t.test('two at once agree on one key', async (t) => {
  const folder = t.testdir();
  const [one, other] = await Promise.all([keptClusterKey(folder), keptClusterKey(folder)]);
  t.equal(await keptClusterKey(folder), one);
  t.equal(one, other);
});

t.test('a truncated key is refused, not used', async (t) => {
  const folder = t.testdir();
  writeFileSync(join(folder, 'cluster.key'), 'abc\n');
  await t.rejects(keptClusterKey(folder), { message: /cluster\.key is no cluster key/ });
});
