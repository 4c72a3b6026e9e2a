// The simulated CRM's database: settings, users and the writes of a log-on.

import t from 'tap';
import { createStore, type StoreOptions } from '../../../demo/store/store.ts';

const options: StoreOptions = {
  serverNames: ['CRMWEB1', 'CRMWEB2', 'CRMWEB3'],
  users: 12,
  userPassword: 'made-for-this-test',
  httpPort: 8081,
};
const nowMs = Date.UTC(2026, 10, 24, 9, 30, 0, 250);

t.test('settings are found without regard to case, and a NULL value is none', (t) => {
  const store = createStore(options);
  t.teardown(() => store.close());
  t.equal(store.parameter('servernames'), 'CRMWEB1;CRMWEB2;CRMWEB3;');
  t.equal(store.parameter('HTTPPort'), '8081');
  t.equal(store.parameter('SysLockedByUsrID'), undefined);
  t.equal(store.parameter('NoSuchName'), undefined);
  t.end();
});

t.test('one server still has a trailing semicolon in the list', (t) => {
  const store = createStore({ ...options, serverNames: ['CRMWEB1'] });
  t.teardown(() => store.close());
  t.equal(store.parameter('ServerNames'), 'CRMWEB1;');
  t.end();
});

t.test('a setting is changed in place, added when new, and a deleted row is not live', (t) => {
  const store = createStore(options);
  t.teardown(() => store.close());
  const rows = () => Number(store.database.prepare('SELECT COUNT(*) AS n FROM Custom_SysParams').get()?.n);
  const before = rows();
  store.setParameter('version', '2024.1');
  t.equal(store.parameter('Version'), '2024.1');
  t.equal(rows(), before);
  store.setParameter('SIM_New', 'x');
  t.equal(rows(), before + 1);
  store.setParameter('SIM_New', null);
  t.equal(store.parameter('SIM_New'), undefined);
  store.database.exec("UPDATE Custom_SysParams SET Parm_Deleted = 1 WHERE Parm_Name = 'Version'");
  t.equal(store.parameter('Version'), undefined);
  t.end();
});

t.test('users are found without regard to case; disabled ones say so, deleted ones are gone', (t) => {
  const store = createStore(options);
  t.teardown(() => store.close());
  t.same(store.findUser('USER003'), {
    id: 3,
    logOn: 'user003',
    password: 'made-for-this-test',
    disabled: false,
  });
  store.database.exec("UPDATE Users SET User_Disabled = 'Y' WHERE User_UserId = 3");
  t.equal(store.findUser('user003')?.disabled, true);
  store.database.exec('UPDATE Users SET User_Deleted = 1 WHERE User_UserId = 3');
  t.equal(store.findUser('user003'), undefined);
  t.end();
});

t.test('a log-on is written into Users and Activity, its ending once', (t) => {
  const store = createStore(options);
  t.teardown(() => store.close());
  const id = store.recordLogOn(2, 'A-NAME-LONGER-THAN-TWENTY', nowMs);
  const user = store.database.prepare('SELECT * FROM Users WHERE User_UserId = 2').get();
  t.equal(user?.User_LastServer, 'A-NAME-LONGER-THAN-T');
  t.equal(user?.User_LastLogin, '2026-11-24 09:30:00.250');
  t.equal(user?.User_Logons, 1);
  const row = () => store.database.prepare('SELECT * FROM Activity WHERE SIM_ActivityId = ?').get(id);
  t.equal(row()?.acty_logoff, null);
  store.recordLogOff(id, 'Timed Out', nowMs + 1000);
  store.recordLogOff(id, 'Manual', nowMs + 2000);
  t.equal(row()?.acty_logoff, 'Timed Out');
  t.equal(row()?.SIM_ActivityLogOffTime, '2026-11-24 09:30:01.250');
  t.end();
});

t.test('no password and no real licence stands in the database', (t) => {
  const store = createStore(options);
  t.teardown(() => store.close());
  t.notOk(Buffer.from(store.database.serialize()).includes(options.userPassword));
  t.match(store.parameter('RegisterKeyGen'), /^SIM-NOT-A-LICENCE/);
  t.end();
});
