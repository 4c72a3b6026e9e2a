// The statements the product itself sends (cluster/sql) run on the look-alike and say what the store holds.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type mssql from 'mssql';
import t from 'tap';
import { nowMs, startLookAlike } from './look-alike.ts';

const names: Readonly<Record<string, string>> = {
  settingsTable: '[Custom_SysParams]',
  settingName: '[Parm_Name]',
  settingValue: '[Parm_Value]',
  settingDeleted: '[Parm_Deleted]',
  usersTable: '[dbo].[Users]',
  userId: '[User_UserId]',
  userLogOn: '[User_Logon]',
  userLastServer: '[User_LastServer]',
  userDisabled: '[User_Disabled]',
  userDeleted: '[User_Deleted]',
  activityTable: '[Activity]',
  activityUser: '[SIM_ActivityUser]',
  activityLogOn: '[SIM_ActivityLogOn]',
  activityLogOff: '[acty_logoff]',
  secretParameters: '@secret0',
};

function productSql(name: string): string {
  const path = join(import.meta.dirname, '..', '..', '..', 'cluster', 'sql', `${name}.sql`);
  return readFileSync(path, 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (whole, key: string) => names[key] ?? whole);
}

async function ask(pool: mssql.ConnectionPool, name: string, values: Readonly<Record<string, unknown>> = {}) {
  const request = pool.request();
  for (const [key, value] of Object.entries(values)) request.input(key, value);
  return (await request.query(productSql(name))).recordset;
}

t.test('users are counted per server: once each, open log-ons within the idle time-out only', async (t) => {
  const { connect, store } = await startLookAlike(t);
  const pool = await connect();
  const minuteMs = 60_000;
  store.recordLogOn(1, 'CRMWEB1', nowMs - 5 * minuteMs);
  store.recordLogOn(1, 'CRMWEB1', nowMs - 4 * minuteMs);
  store.recordLogOn(2, 'CRMWEB2', nowMs - 119 * minuteMs);
  store.recordLogOn(3, 'CRMWEB2', nowMs - 121 * minuteMs);
  store.recordLogOff(store.recordLogOn(4, 'CRMWEB3', nowMs), 'Manual', nowMs);
  store.recordLogOn(5, 'crmweb1', nowMs);
  const counted = (serviceUser: string) => ask(pool, 'logged-on-users', { idleMinutes: 120, serviceUser });
  t.same(await counted(''), [
    { server: 'CRMWEB1', users: 2 },
    { server: 'CRMWEB2', users: 1 },
  ]);
  t.equal(store.findUser('user002')?.id, 2);
  t.same(await counted('USER002'), [{ server: 'CRMWEB1', users: 2 }], 'the service account is nobody');
});

t.test('the settings of the cluster are read, unknown names find nothing', async (t) => {
  const { connect } = await startLookAlike(t);
  const rows = await ask(await connect(), 'cluster-settings', {
    serverNames: 'ServerNames',
    httpPort: 'HTTPPort',
    version: 'Version',
    lockedBy: 'SysLockedByUsrID',
    lockedSince: 'SysLockedTime',
    distributedAddresses: null,
    ownBalancing: 'SIM_DoLoadBalancing',
    fullyQualifiedNames: null,
    dtlsServer: null,
  });
  const values = Object.fromEntries(rows.map((row) => [row.name, row.value]));
  t.match(values, {
    ServerNames: 'CRMWEB1;CRMWEB2;CRMWEB3;',
    HTTPPort: '8081',
    SIM_DoLoadBalancing: 'False',
  });
  t.equal(rows.length, 6);
});

t.test('discovery gets every live setting and no secret', async (t) => {
  const { connect, store } = await startLookAlike(t);
  store.database.exec("UPDATE Custom_SysParams SET Parm_Deleted = 1 WHERE Parm_Name = 'OutlookPort'");
  const rows = await ask(await connect(), 'settings', { secret0: 'registerkeygen' });
  const named = (name: string) => rows.find((row) => row.name === name);
  t.match(named('RegisterKeyGen'), { value: null });
  t.match(named('DocStore'), { value: '\\\\simfiles\\crm\\Library\\' });
  t.equal(named('OutlookPort'), undefined);
});

t.test('the connection tells whether it is encrypted, the catalogue which columns there are', async (t) => {
  const { connect } = await startLookAlike(t);
  const pool = await connect();
  t.same(await ask(pool, 'connection'), [{ encryptOption: 'FALSE' }]);
  const columns = await ask(pool, 'columns', {
    settingsTable: 'custom_sysparams',
    usersTable: 'users',
    activityTable: 'nope',
  });
  t.match(
    columns.find((row) => row.columnName === 'User_LastServer'),
    { tableName: 'Users', dataType: 'nvarchar' },
  );
  t.ok(columns.every((row) => row.tableName !== 'Activity'));
});
