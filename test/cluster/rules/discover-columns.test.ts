import t from 'tap';
import { discoverColumns } from '../../../cluster/rules/discover-columns.ts';
import { sageCrm } from '../../../config/profiles/sage-crm.ts';

const columns = (list: Readonly<Record<string, string>>) =>
  Object.entries(list).map(([column, type]) => ({ table: 'activity', column, type }));

t.test('user and log-on time are told by name and type', async (t) => {
  const found = discoverColumns(
    columns({
      acty_ActivityID: 'int',
      acty_CreatedBy: 'int',
      acty_UpdatedUser: 'int',
      acty_UserId: 'int',
      acty_Logoff: 'nvarchar',
      acty_LogoffTime: 'datetime',
      acty_LoggedIn: 'datetime',
      acty_UserName: 'nvarchar',
    }),
    { ...sageCrm.sql, activityUser: 'nope', activityLogOn: 'nope' },
  );
  t.match(found, [
    { setting: 'sql.activityUser', best: { name: 'acty_UserId', confidence: 'certain', shown: 'int' } },
    { setting: 'sql.activityLogOn', best: { name: 'acty_LoggedIn' } },
  ]);
  t.same(
    found[0]?.alternatives.map((each) => [each.name, each.confidence]),
    [['acty_UpdatedUser', 'weak']],
  );
});

t.test('columns that the profile names stay, other tables do not count', async (t) => {
  const [user, logOn] = discoverColumns(
    [...columns({ acty_userid: 'int' }), { table: 'Users', column: 'LogInTime', type: 'datetime' }],
    sageCrm.sql,
  );
  t.match(user?.best, { name: 'acty_userid', confidence: 'set' });
  t.equal(logOn?.best, undefined);
});
