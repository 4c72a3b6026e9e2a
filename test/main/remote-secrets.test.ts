// The secrets that go to servers with a command, by the names they go under.

import t from 'tap';
import { secretOf } from '../../main/remote-secrets.ts';
import { goodConfiguration, least } from '../config/fixture.ts';

t.test('the share of the library and licence keys are known by their names, everything else is not', (t) => {
  const upgrade = "upgrade: { licenceKeys: [{ version: '2020 R1', key: 1234-5678 }] }\n";
  const library = 'files: { library: { user: CORP\\crm, password: hunter3 } }\n';
  const configuration = goodConfiguration(`${least}${upgrade}${library}`);
  t.equal(secretOf(configuration, 'SHARE_PASSWORD'), 'hunter3');
  t.equal(secretOf(configuration, 'LICENCE_KEY_2020_R1'), '1234-5678');
  for (const name of ['LICENCE_KEY_2020_R2', 'PASSWORD', ''])
    t.equal(secretOf(configuration, name), undefined);
  t.equal(secretOf(goodConfiguration(least), 'SHARE_PASSWORD'), undefined);
  t.end();
});
