import t from 'tap';
import { createStaticDirectory } from '../../../cluster/directory/static-directory.ts';
import { idOf } from '../support/sample.ts';

const options = { defaults: { scheme: 'https', port: null } as const, idOf, nowMs: () => 7 };

t.test('the servers of the configuration are the cluster, in their order', async (t) => {
  const directory = createStaticDirectory({
    ...options,
    servers: { B: { origin: 'http://b:81' }, A: { maxUsers: 9 } },
  });
  const outcome = await directory.start();
  t.match(outcome, {
    kind: 'serving',
    topology: {
      source: 'configuration',
      readAtMs: 7,
      servers: [
        { name: 'B', position: 0, origin: 'http://b:81' },
        { name: 'A', position: 1, origin: 'https://a:443', maxUsers: 9 },
      ],
    },
  });
  t.match(directory.state(), { state: 'static' });
  t.same(directory.notices(0), []);
  t.equal(directory.counts(), undefined);
  await directory.pollNow();
  await directory.close();
});

t.test('who listens hears of the servers at the start, as with a database', async (t) => {
  const directory = createStaticDirectory({ ...options, servers: { A: {}, B: {} } });
  const heard: (readonly string[])[] = [];
  directory.onTopology(({ servers }, { added }) => {
    heard.push(
      servers.map((each) => each.name),
      added,
    );
  });
  const stop = directory.onTopology(() => t.fail('who no longer listens hears nothing'));
  stop();
  t.same(heard, []);
  await directory.start();
  t.same(heard, [
    ['A', 'B'],
    ['A', 'B'],
  ]);
});

t.test('what makes no cluster is refused with its reasons', async (t) => {
  t.match(await createStaticDirectory({ ...options, servers: {} }).start(), {
    kind: 'refused',
    text: /names no server/,
  });
  const wrong = createStaticDirectory({ ...options, servers: { A: {}, a: {}, 'B C': {} } });
  t.match(await wrong.start(), { kind: 'refused', text: /"a" more than once.*"B C", which is no name/ });
  t.equal(wrong.topology(), undefined);
});
