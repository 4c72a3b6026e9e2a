import t from 'tap';
import { mostOpenFiles } from '../../../main/open-files.ts';
import { descriptorNotices, openFilesOf } from '../../../main/rules/descriptors.ts';

const facts = { mostOpenFiles: 24_192, clientConnections: 20_000, connectionsPerServer: 1000, servers: 4 };

t.test('too few are told with what to set, enough are not', async (t) => {
  const rows: [Partial<typeof facts>, RegExp | undefined][] = [
    [{}, undefined],
    [
      { mostOpenFiles: 24_191 },
      /may open 24191 files.*24192: 20000 clients, 4 servers with 1000 connections each/,
    ],
    [{ mostOpenFiles: 1024 }, /may open 1024 files/],
    [{ servers: 5 }, /25192/],
    [{ mostOpenFiles: undefined as never }, undefined],
  ];
  for (const [change, expected] of rows) {
    const notices = descriptorNotices({ ...facts, ...change });
    if (expected === undefined) t.same(notices, []);
    else t.match(notices, [{ severity: 'warning', code: 'too-few-descriptors', text: expected }]);
  }
  const [notice] = descriptorNotices({ ...facts, mostOpenFiles: 10_000 });
  t.match(notice?.mend, /LimitNOFILE=24192/);
  t.match(notice?.mend, /clientConnections to 5808/);
});

t.test('what is advised is enough', async (t) => {
  for (const mostOpenFiles of [4500, 10_000, 20_000]) {
    const [notice] = descriptorNotices({ ...facts, mostOpenFiles });
    const clientConnections = Number(/clientConnections to (\d+)/.exec(notice?.mend ?? '')?.[1]);
    t.same(descriptorNotices({ ...facts, mostOpenFiles, clientConnections }), []);
    const raised = Number(/LimitNOFILE=(\d+)/.exec(notice?.mend ?? '')?.[1]);
    t.same(descriptorNotices({ ...facts, mostOpenFiles: raised }), []);
  }
});

t.test('the limit is read as Linux tells it', async (t) => {
  const text = 'Limit                     Soft Limit           Hard Limit           Units\n';
  t.equal(
    openFilesOf(`${text}Max open files            1024                 4096                 files\n`),
    1024,
  );
  t.equal(
    openFilesOf(`${text}Max open files            unlimited            unlimited            files\n`),
    undefined,
  );
  t.equal(openFilesOf(''), undefined);
});

t.test('this system tells it, Windows has none', async (t) => {
  t.equal(mostOpenFiles('win32'), undefined);
  const told = mostOpenFiles();
  t.ok(told === undefined || told > 0, String(told));
  const reported = mostOpenFiles('darwin');
  t.ok(reported === undefined || reported > 0, 'the report of Node has it too');
});
