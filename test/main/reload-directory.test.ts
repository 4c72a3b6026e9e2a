import t from 'tap';
import { createStaticDirectory } from '../../cluster/directory/static-directory.ts';
import type { UserCounts } from '../../cluster/model.ts';
import { createSwitchingDirectory } from '../../main/reload-directory.ts';

const directoryOf = (...names: string[]) =>
  createStaticDirectory({
    servers: Object.fromEntries(names.map((name) => [name, { origin: `http://${name}.example.com` }])),
    defaults: { scheme: 'http', port: null },
    idOf: (name) => `id-${name}`,
    nowMs: () => 1000,
  });

/** A directory with counts and listeners of its own. */
function speakingDirectory(...names: string[]) {
  const listeners = new Set<(counts: UserCounts) => void>();
  const counts: UserCounts = { byServer: new Map([['id-A', 7]]), startedAtMs: 1, endedAtMs: 2 };
  const directory = {
    ...directoryOf(...names),
    counts: () => counts,
    onCounts(listener: (counts: UserCounts) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return { directory, counts, listeners };
}

const fail = (problem: Error) => {
  throw problem;
};

t.test('who listens hears of the new servers and counts when they are exchanged', async (t) => {
  const switching = createSwitchingDirectory(directoryOf('A', 'B'), fail);
  const heard: unknown[] = [];
  switching.onTopology(({ servers }, { added, removed }) =>
    heard.push({ servers: servers.map(({ name }) => name), added, removed }),
  );
  switching.onCounts((counts) => heard.push(counts));
  const { directory, counts } = speakingDirectory('B', 'C');
  const before = switching.swap(directory);
  t.same(heard, [{ servers: ['B', 'C'], added: ['C'], removed: ['A'] }, counts]);
  t.same(
    switching.topology()?.servers.map(({ name }) => name),
    ['B', 'C'],
  );
  t.same(
    before.topology()?.servers.map(({ name }) => name),
    ['A', 'B'],
  );
});

t.test('the one of before is not listened to any more, the next one is', async (t) => {
  const [first, second] = [speakingDirectory('A'), speakingDirectory('A')];
  const switching = createSwitchingDirectory(first.directory, fail);
  const heard: UserCounts[] = [];
  const stop = switching.onCounts((counts) => heard.push(counts));
  switching.swap(second.directory);
  t.equal(first.listeners.size, 0);
  t.equal(second.listeners.size, 1);
  heard.length = 0;
  for (const listener of second.listeners) listener(second.counts);
  t.equal(heard.length, 1);
  stop();
  for (const listener of second.listeners) listener(second.counts);
  t.equal(heard.length, 1, 'and who stops listening hears nothing more');
});
