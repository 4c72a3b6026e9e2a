// One row of the settings is changed by its name, if it still holds what was looked at; else nothing is.

import t from 'tap';
import { changeSetting } from '../../../cluster/settings/change-setting.ts';
import { password, startLookAlike } from '../../demo/tds/look-alike.ts';
import { openDatabase, settingsOf, statements } from '../support/database.ts';

t.test('a setting is changed, or why not', async (t) => {
  const { store, port } = await startLookAlike(t);
  const { database } = openDatabase(settingsOf(port, { password, trustServerCertificate: true }));
  t.teardown(() => database.close());
  const name = 'SIM_DTLSServer';
  const change = (before: string, value: string | null, row = name) =>
    changeSetting(database.query, statements.changeSetting, { name: row, before, value });
  t.same(await change('CRMWEB1', 'CRMWEB2'), { kind: 'changed' });
  t.equal(store.parameter(name), 'CRMWEB2');
  t.match(await change('CRMWEB1', 'CRMWEB3'), { kind: 'refused', because: 'changed-meanwhile' });
  t.equal(store.parameter(name), 'CRMWEB2');
  t.match(await change('', 'x', 'NoSuchRow'), { kind: 'refused', because: 'no-row' });
  t.same(await change('CRMWEB2', null), { kind: 'changed' });
  t.equal(store.parameter(name), undefined);
  t.same(await change('', 'CRMWEB1'), { kind: 'changed' }, 'an empty one is looked at as such');
  store.database.exec(`INSERT INTO Custom_SysParams (Parm_Name, Parm_Value) VALUES ('${name}', 'CRMWEB1')`);
  t.match(await change('CRMWEB1', 'CRMWEB2'), { kind: 'refused', because: 'several-rows' });
  const values = store.database
    .prepare('SELECT Parm_Value AS value FROM Custom_SysParams WHERE Parm_Name = ?')
    .all(name);
  t.same(
    values.map(({ value }) => value),
    ['CRMWEB1', 'CRMWEB1'],
    'neither of the two was changed',
  );
});
