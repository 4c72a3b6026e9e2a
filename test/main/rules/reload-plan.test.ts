import t from 'tap';
import { parseConfiguration } from '../../../config/parse.ts';
import { type Configuration, ConfigurationSchema } from '../../../config/schema.ts';
import { planReload, touches } from '../../../main/rules/reload-plan.ts';

type Loose = { [key: string]: Loose } & { [index: number]: Loose };

const world = { environment: {}, readFile: () => '', nowMs: 0, file: '/etc/fairlead/fairlead.yaml' };

/** A configuration from a change to a plain one; what the change says is not checked. */
function configured(change: (configuration: Loose) => void = () => undefined): Configuration {
  const parsed = parseConfiguration(
    'database: {host: sql1, user: u, password: secret-1}\nservers: {A: {weight: 1}, B: {weight: 2}}\n',
    world,
  );
  if (!parsed.ok) throw new Error(parsed.faults.map((each) => each.message).join('; '));
  const copy = JSON.parse(JSON.stringify(parsed.configuration));
  change(copy);
  return copy;
}

const set =
  (path: string, value: unknown) =>
  (configuration: Loose): void => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const place = keys.reduce<Loose>((each, key) => each[key] as Loose, configuration);
    place[last] = value as Loose;
  };

const plan = (...changes: ((configuration: Loose) => void)[]) =>
  planReload(
    configured(),
    configured((configuration) => changes.forEach((each) => void each(configuration))),
  );

/** Every setting of the schema with when it is taken up; one that is missing here was not thought about. */
const taken: Readonly<Record<string, 'now' | 'start'>> = {
  'listen.host': 'start',
  'listen.port': 'start',
  'listen.publicUrl': 'now',
  'listen.tls': 'start',
  'admin.host': 'start',
  'admin.port': 'start',
  'admin.tokens': 'now',
  database: 'now',
  'crm.profile': 'start',
  'crm.scheme': 'now',
  'crm.port': 'now',
  'crm.serviceAccount': 'now',
  'crm.overrides': 'start',
  servers: 'now',
  remote: 'now',
  leader: 'start',
  peers: 'start',
  'admin.tls': 'start',
  'traffic.workers': 'start',
  'cluster.key': 'start',
  'cluster.topologyLossShare': 'now',
  'cluster.removedServerGraceMs': 'now',
  'cluster.staleAfterMs': 'now',
  'cluster.minServing': 'now',
  'routing.cookieName': 'start',
  'routing.mode': 'now',
  'routing.trustedProxies': 'now',
  'routing.unavailable': 'now',
  health: 'now',
  warmUp: 'now',
  'traffic.engine': 'start',
  'traffic.closeGraceMs': 'now',
  'traffic.drainDelayMs': 'now',
  'traffic.upstreamCaFile': 'start',
  'traffic.limits': 'now',
  storm: 'now',
  ejection: 'now',
  drain: 'now',
  lock: 'now',
  logging: 'now',
  metadata: 'now',
  budget: 'now',
  roles: 'now',
  doctor: 'now',
  files: 'now',
  maintenance: 'now',
  upgrade: 'now',
  environments: 'start',
  dataDirectory: 'start',
};

type Node = { readonly properties?: Readonly<Record<string, Node>> };

t.test('of every setting it is decided whether a reload takes it up', async (t) => {
  const decide = (node: Node, path: readonly string[]): void => {
    const name = path.join('.');
    const known = taken[name];
    if (known === undefined && node.properties) {
      for (const [key, each] of Object.entries(node.properties)) decide(each, [...path, key]);
      return;
    }
    const change = { before: configured(), after: configured(set(name, 'another value')) };
    const { applied, restart } = planReload(change.before, change.after);
    t.same(
      { applied, restart },
      known === 'now' ? { applied: [name], restart: [] } : { applied: [], restart: [name] },
    );
    t.ok(known, `${name} is in the table`);
  };
  decide(ConfigurationSchema as Node, []);
});

t.test('what did not change is not told', async (t) => {
  const before = configured();
  const { applied, restart, effective } = planReload(before, configured());
  t.same([applied, restart], [[], []]);
  t.same(effective, before);
});

t.test('changes are told by name, and both kinds may come together', async (t) => {
  const { applied, restart, effective } = plan(
    set('listen.port', 9999),
    set('listen.publicUrl', 'https://crm.example.com'),
    set('servers.B.weight', 5),
    set('servers.C', { weight: 1 }),
    set('database.password', 'secret-2'),
    set('cluster.key', 'another-key-of-this-cluster'),
    set('routing.trustedProxies', ['10.0.0.0/8']),
    set('routing.cookieName', 'other'),
  );
  t.same(applied.toSorted(), [
    'database.password',
    'listen.publicUrl',
    'routing.trustedProxies',
    'servers.B.weight',
    'servers.C',
  ]);
  t.same(restart.toSorted(), ['cluster.key', 'listen.port', 'routing.cookieName']);
  const before = configured();
  t.equal(effective.listen.port, before.listen.port, 'the parts see the port that is really listened to');
  t.equal(effective.cluster.key, null);
  t.equal(effective.routing.cookieName, before.routing.cookieName);
  t.equal(effective.listen.publicUrl, 'https://crm.example.com');
  t.equal(effective.servers.B?.weight, 5);
  t.equal(effective.database?.password, 'secret-2');
  t.notMatch(JSON.stringify([applied, restart]), /secret|another-key/);
});

t.test('a change that waits is told again until it is taken back', async (t) => {
  const next = configured(set('listen.port', 9999));
  const first = planReload(configured(), next);
  t.same(planReload(first.effective, next).restart, ['listen.port']);
  t.same(planReload(first.effective, configured()).restart, []);
});

t.test('certificates come and go with a start, their list changes at once', async (t) => {
  const identity = { serverName: null, certificateFile: 'a.pem', keyFile: 'a.key' };
  const tls = (list: unknown) => configured(set('listen.tls', list));
  const rows: [unknown, unknown, 'applied' | 'restart'][] = [
    [null, [identity], 'restart'],
    [[identity], null, 'restart'],
    [[identity], [identity, { ...identity, serverName: 'crm2' }], 'applied'],
  ];
  for (const [before, after, kind] of rows) t.same(planReload(tls(before), tls(after))[kind], ['listen.tls']);
});

t.test(
  'of a profile, what reading and checking need is taken up; the rest keeps its running value',
  async (t) => {
    const { applied, restart, effective } = plan(
      set('crm.overrides', {
        install: 'CRM2',
        parameters: { serverNames: 'Other' },
        probe: { expect: 'x' },
        session: { idleMinutes: 5 },
      }),
    );
    t.same(applied, ['crm.overrides.parameters', 'crm.overrides.probe']);
    t.same(restart, ['crm.overrides.install', 'crm.overrides.session']);
    t.same(effective.crm.overrides, { parameters: { serverNames: 'Other' }, probe: { expect: 'x' } });
  },
);

t.test('an override that is taken away comes back for as long as it runs', async (t) => {
  const before = configured(set('crm.overrides', { install: 'CRM2', session: { idleMinutes: 5 } }));
  const after = configured(set('crm.overrides', { session: {} }));
  const { restart, effective } = planReload(before, after);
  t.same(restart, ['crm.overrides.install', 'crm.overrides.session.idleMinutes']);
  t.same(effective.crm.overrides, { install: 'CRM2', session: { idleMinutes: 5 } });
});

t.test('another order of the servers is a change: the first may be the master', async (t) => {
  const after = configured((configuration) => {
    const { A, B } = configuration.servers as unknown as { A: Loose; B: Loose };
    configuration.servers = { B, A } as never;
  });
  t.same(planReload(configured(), after).applied, ['servers']);
});

t.test('a database that comes or goes is one change', async (t) => {
  t.same(plan(set('database', null)).applied, ['database']);
});

t.test('a section is touched by what is within it', async (t) => {
  const rows: [string[], string[], boolean][] = [
    [['database.password'], ['database'], true],
    [['database'], ['database'], true],
    [['databases'], ['database'], false],
    [['logging.level'], ['logging.access'], false],
    [['logging.access.file'], ['logging.access'], true],
    [[], ['database'], false],
  ];
  for (const [changed, sections, expected] of rows)
    t.equal(touches(changed, sections), expected, `${changed} ${sections}`);
});

t.test('neither configuration is changed', async (t) => {
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    Object.freeze(value);
    for (const each of Object.values(value)) freeze(each);
  };
  const [before, after] = [configured(), configured(set('crm.overrides', { install: 'X' }))];
  freeze(before);
  freeze(after);
  t.same(planReload(before, after).effective.crm.overrides, {});
});

t.test('the token of another Fairlead can be changed while it runs, another Fairlead not added', (t) => {
  const other = { url: 'https://f2:9090', token: 'one', caFile: null };
  const others = (value: object) => configured(set('peers.others', value));
  const changed = planReload(others({ f2: other }), others({ f2: { ...other, token: 'two' } }));
  t.match(changed, { applied: ['peers.others.f2.token'], restart: [] });
  const added = planReload(others({ f2: other }), others({ f2: other, f3: other }));
  t.same(added.applied, []);
  t.equal(added.restart[0], 'peers.others.f3');
  t.same(added.effective.peers.others, { f2: other });
  t.end();
});
