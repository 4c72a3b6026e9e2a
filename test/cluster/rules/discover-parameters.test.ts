import t from 'tap';
import { discoverParameters, type ShownRow } from '../../../cluster/rules/discover-parameters.ts';
import { sageCrm } from '../../../config/profiles/sage-crm.ts';
import { inventedParameterNames, seedParameters } from '../../../demo/store/seed.ts';
import { profile } from '../support/sample.ts';

const names = ['CRM01', 'CRM02', 'CRM03'];
const row = (name: string, value: string | null): ShownRow => ({ name, value, secret: false });
const base = [row('ServerNames', 'CRM01;CRM02;CRM03;'), row('HTTPPort', '80'), row('Version', '7.2b')];

function best(rows: readonly ShownRow[]) {
  const proposals = discoverParameters([...base, ...rows], sageCrm.parameters);
  return Object.fromEntries(
    proposals.map(({ setting, best }) => [
      setting.replace('parameters.', ''),
      best && `${best.name} ${best.confidence}`,
    ]),
  );
}

t.test('the invented names of the embedded cluster are found for certain', async (t) => {
  for (const servers of [names, ['CRM01']]) {
    const rows = seedParameters(servers, 80, inventedParameterNames).map(({ name, value }) =>
      row(name, value),
    );
    const proposals = discoverParameters(rows, sageCrm.parameters);
    t.same(
      proposals.map(({ setting, best }) => [setting, best?.name, best?.confidence]),
      [
        ['parameters.ownBalancing', 'SIM_DoLoadBalancing', 'certain'],
        ['parameters.dtlsServer', 'SIM_DTLSServer', 'certain'],
        ['parameters.fullyQualifiedNames', 'SIM_FullyQualifiedNames', 'certain'],
        ['parameters.distributedAddresses', 'SIM_DistributedAddresses', 'certain'],
      ],
    );
  }
});

t.test('names that say little are found by their values', async (t) => {
  t.same(
    best([
      row('WebFarmHosts', 'crm01.example.com;;crm03.example.com;'),
      row('WebFarmIPs', 'fe80::e1ec:422d:84b3:be0%11;10.1.*;10.1.2.3;'),
      row('DetachedScriptsHost', 'CRM02'),
      row('BalanceOn', 'False'),
      row('SomethingElse', 'True'),
      row('Another', '7'),
    ]),
    {
      ownBalancing: 'BalanceOn likely',
      dtlsServer: 'DetachedScriptsHost likely',
      fullyQualifiedNames: 'WebFarmHosts weak',
      distributedAddresses: 'WebFarmIPs likely',
    },
  );
});

t.test(
  'an empty value leaves a telling name likely; a value that speaks against it makes it weak',
  async (t) => {
    const found = best([
      row('DoLoadBalancing', 'seven'),
      row('DTLSServerName', ''),
      row('FQDNList', 'rubbish'),
    ]);
    t.match(found, {
      ownBalancing: 'DoLoadBalancing weak',
      dtlsServer: 'DTLSServerName likely',
      fullyQualifiedNames: 'FQDNList weak',
    });
    t.equal(found.distributedAddresses, undefined);
  },
);

t.test('a yes or no alone is never taken for the load-balancing flag', async (t) => {
  t.equal(best([row('UseSsl', 'True'), row('ShowHelp', 'N')]).ownBalancing, undefined);
});

t.test('no row is proposed twice, and the others stand as alternatives', async (t) => {
  const proposals = discoverParameters(
    [...base, row('LoadBalancingMaster', 'CRM01'), row('DTLSServer', 'CRM01'), row('DTLSBackup', 'CRM02')],
    sageCrm.parameters,
  );
  const taken = proposals.flatMap(({ best }) => (best === undefined ? [] : [best.name]));
  t.equal(new Set(taken).size, taken.length);
  const dtls = proposals.find((each) => each.setting === 'parameters.dtlsServer');
  t.equal(dtls?.best?.name, 'DTLSServer');
  t.same(
    dtls?.alternatives.map((each) => each.name),
    ['DTLSBackup'],
  );
});

t.test('secrets and rows with a known meaning are never proposed', async (t) => {
  const rows = [row('RegisterKeyGen', 'CRM01'), { name: 'DTLSKey', value: null, secret: true }];
  const proposals = discoverParameters([...base, ...rows], sageCrm.parameters);
  t.same(proposals.flatMap(({ best, alternatives }) => [best, ...alternatives]).filter(Boolean), []);
});

t.test('a name that the profile has is set when its row is there, and looked for when not', async (t) => {
  const setting = 'parameters.ownBalancing';
  const there = discoverParameters(
    [...base, row('sim_doloadbalancing', 'True'), row('LoadBalancing', 'Y')],
    profile.parameters,
  );
  t.match(
    there.find((each) => each.setting === setting),
    { best: { name: 'sim_doloadbalancing', confidence: 'set' }, alternatives: [] },
  );
  const gone = discoverParameters([...base, row('LoadBalancing', 'Y')], profile.parameters);
  t.match(gone.find((each) => each.setting === setting)?.best, {
    name: 'LoadBalancing',
    confidence: 'certain',
  });
});

t.test('a long value is cut for showing', async (t) => {
  const long = discoverParameters([...base, row('DTLSServer', 'x'.repeat(500))], sageCrm.parameters);
  t.equal(long.find((each) => each.setting === 'parameters.dtlsServer')?.best?.shown?.length, 121);
});
