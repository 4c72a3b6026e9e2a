// How the configuration says a server is reached by SSH.

import { resolve } from 'node:path';
import t from 'tap';
import { createRemote, remoteAccess } from '../../main/remote.ts';
import { serverOf } from '../cluster/support/sample.ts';
import { goodConfiguration, least, worldOf } from '../config/fixture.ts';

const world = worldOf({ [resolve('known_hosts')]: '' });
const section = `${least}remote: { user: fairlead, port: 2022, agent: pageant }\n`;
const servers =
  'servers: { crmweb1: { remote: { host: a.example.com, port: 22, user: other } }, B: { remote: { enabled: false } } }\n';

t.test('a server is reached as the section says, and as its own lines say differently', (t) => {
  const configuration = goodConfiguration(section + servers, world);
  const access = (name: string, origin = `https://${name.toLowerCase()}.example.com:443`) =>
    remoteAccess(configuration, serverOf(name, { origin }));
  t.match(access('CRMWEB1'), { host: 'a.example.com', port: 22, user: 'other', agent: 'pageant' });
  t.match(access('CRMWEB2'), {
    host: 'crmweb2.example.com',
    port: 2022,
    user: 'fairlead',
    keyFile: undefined,
  });
  t.match(access('CRMWEB3', 'https://[::1]:443'), { host: '::1' });
  t.equal(access('B'), undefined);
  t.equal(remoteAccess(goodConfiguration(least), serverOf('CRMWEB2')), undefined);
  t.end();
});

t.test('without the section nothing runs, and that is told', async (t) => {
  const runner = createRemote({
    configuration: () => goodConfiguration(least),
    environment: {},
    nowMs: () => 0,
  });
  const server = serverOf('CRMWEB1');
  t.equal(runner.available(server), false);
  t.match(await runner.probe(server), { outcome: 'failed', error: { code: 'CLU_REMOTE_NONE' } });
  await runner.close();
});
