import t from 'tap';
import { readUserCounts } from '../../../cluster/rules/user-counts.ts';
import { serverOf } from '../support/sample.ts';

t.test('rows count for their server whatever the case, and servers without a row have nobody', async (t) => {
  const servers = ['CRM01', 'CRM02', 'CRM03'].map((name) => serverOf(name));
  const { byServer, unknown } = readUserCounts(
    [
      { server: 'crm01', users: 3 },
      { server: ' CRM02 ', users: 1 },
      { server: 'CRM02', users: 2 },
    ],
    servers,
  );
  t.same(
    [...byServer],
    [
      ['id-crm01', 3],
      ['id-crm02', 3],
      ['id-crm03', 0],
    ],
  );
  t.same(unknown, []);
});

t.test('names are compared by the 20 characters the column holds', async (t) => {
  const long = serverOf('A-VERY-LONG-SERVER-NAME-01');
  const { byServer } = readUserCounts([{ server: 'a-very-long-server-n', users: 4 }], [long]);
  t.equal(byServer.get(long.id), 4);
  const twin = serverOf('A-VERY-LONG-SERVER-NAME-02');
  const both = readUserCounts([{ server: 'A-VERY-LONG-SERVER-N', users: 4 }], [long, twin]);
  t.same([...both.byServer.values()], [0, 0], 'what fits two servers counts for none');
  t.same(both.unknown, ['A-VERY-LONG-SERVER-N']);
});

t.test('a full name counts too, unknown servers are told once, users without a server never', async (t) => {
  const servers = [serverOf('CRM01', { hostNames: ['crm01', 'crm01.x.com'] })];
  const { byServer, unknown } = readUserCounts(
    [
      { server: 'CRM01.x.com', users: 2 },
      { server: 'OLD', users: 5 },
      { server: 'OLD', users: 1 },
      { server: 'GONE', users: 0 },
      { server: null, users: 9 },
      { server: '', users: 9 },
    ],
    servers,
  );
  t.same([...byServer.values()], [2]);
  t.same(unknown, ['OLD']);
});
