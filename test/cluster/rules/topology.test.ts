import t from 'tap';
import { readTopology, type TopologyInput } from '../../../cluster/rules/topology.ts';
import { inputOf } from '../support/sample.ts';

function read(values: Readonly<Record<string, string | null>>, change: Partial<TopologyInput> = {}) {
  const reading = readTopology(inputOf(values, change));
  if (reading.kind === 'unreadable') throw new Error(reading.reasons.join(' '));
  return reading;
}

const origins = (values: Readonly<Record<string, string | null>>, change: Partial<TopologyInput> = {}) =>
  read(values, change).topology.servers.map((server) => server.origin);

t.test('servers stand in the order of the list, the master first', async (t) => {
  const { servers } = read({ ServerNames: 'CRM02;CRM01;CRM10;' }).topology;
  t.same(
    servers.map(({ name, position, id, weight }) => ({ name, position, id, weight })),
    [
      { name: 'CRM02', position: 0, id: 'id-crm02', weight: 1 },
      { name: 'CRM01', position: 1, id: 'id-crm01', weight: 1 },
      { name: 'CRM10', position: 2, id: 'id-crm10', weight: 1 },
    ],
  );
});

t.test('names of rows are compared without regard to case', async (t) => {
  t.same(origins({ SERVERNAMES: 'CRM01;', httpport: '8081' }), ['http://crm01:8081']);
});

t.test('fully qualified names count by position, and blanks mean the short name', async (t) => {
  const table: [string, string | null, string[]][] = [
    ['A;B;C;', 'a.x.com;;c.x.com;', ['http://a.x.com:80', 'http://b:80', 'http://c.x.com:80']],
    ['A;B;C;', 'a.x.com;', ['http://a.x.com:80', 'http://b:80', 'http://c:80']],
    ['A;B;', null, ['http://a:80', 'http://b:80']],
    ['A;B;', ';;', ['http://a:80', 'http://b:80']],
    ['A; ;C;', 'a.x.com;b.x.com;c.x.com;', ['http://a.x.com:80', 'http://c.x.com:80']],
    ['A;', 'fe80::1%11;', ['http://[fe80::1]:80']],
    ['A;', '10.0.0.1:8080;', ['http://10.0.0.1:8080']],
  ];
  for (const [names, full, expected] of table) {
    t.same(origins({ ServerNames: names, SIM_FullyQualifiedNames: full }), expected, `${names} ${full}`);
  }
});

t.test('scheme and port come from the configuration, then from HTTPPort', async (t) => {
  const table: ['http' | 'https', number | null, string | null, string][] = [
    ['http', null, null, 'http://a:80'],
    ['http', null, '8080', 'http://a:8080'],
    ['http', 81, '8080', 'http://a:81'],
    ['https', null, '80', 'https://a:443'],
    ['https', null, null, 'https://a:443'],
    ['https', null, '8443', 'https://a:8443'],
    ['https', 444, '80', 'https://a:444'],
    ['http', null, 'rubbish', 'http://a:80'],
  ];
  for (const [scheme, port, httpPort, expected] of table) {
    t.same(origins({ ServerNames: 'A;', HTTPPort: httpPort }, { defaults: { scheme, port } }), [expected]);
  }
});

t.test('the operator overrides a server by its name in any case', async (t) => {
  const [server] = read(
    { ServerNames: 'CRM01;', SIM_FullyQualifiedNames: 'crm01.example.com;' },
    {
      overrides: [
        { name: 'crm01', origin: 'https://10.0.0.1', weight: 2, maxUsers: 50, verifyCertificate: false },
      ],
    },
  ).topology.servers;
  t.match(server, { origin: 'https://10.0.0.1:443', weight: 2, maxUsers: 50, verifyCertificate: false });
  t.same(server?.hostNames, ['crm01', 'crm01.example.com', '10.0.0.1']);
});

t.test('an override of null means that there is none', async (t) => {
  const overrides = [{ name: 'A', origin: null, maxUsers: null }];
  t.match(read({ ServerNames: 'A;' }, { overrides }).topology.servers[0], {
    origin: 'http://a:80',
    maxUsers: undefined,
  });
});

t.test('what makes no cluster is refused with every reason', async (t) => {
  const table: [Record<string, string | null>, RegExp[]][] = [
    [{}, [/no live row "ServerNames"/]],
    [{ ServerNames: '' }, [/names no server/]],
    [{ ServerNames: null }, [/names no server/]],
    [{ ServerNames: 'A;b;a;' }, [/names "a" more than once/]],
    [{ ServerNames: 'A/x;B C;' }, [/"A\/x", which is no name/, /"B C", which is no name/]],
  ];
  for (const [values, reasons] of table) {
    const reading = readTopology(inputOf(values));
    t.match(reading, { kind: 'unreadable', reasons }, JSON.stringify(values));
  }
  const wrong = readTopology(
    inputOf({ ServerNames: 'A;' }, { overrides: [{ name: 'A', origin: 'nonsense' }] }),
  );
  t.match(wrong, { kind: 'unreadable', reasons: [/origin "nonsense"/] });
});

t.test('two live rows of one name are refused when they differ, and pass when they agree', async (t) => {
  const rows = [
    { name: 'ServerNames', value: 'A;' },
    { name: 'servernames', value: 'B;' },
  ];
  t.match(readTopology(inputOf({}, { rows })), { kind: 'unreadable', reasons: [/more than one live row/] });
  const same = rows.map((row) => ({ ...row, value: 'A;' }));
  t.match(readTopology(inputOf({}, { rows: same })), { kind: 'read' });
});

t.test('flags are read, and what is not told stays undefined', async (t) => {
  t.same(read({ ServerNames: 'A;' }).topology.flags, {
    ownBalancing: undefined,
    dtlsServer: undefined,
    version: undefined,
    lock: undefined,
  });
  t.match(
    read({ ServerNames: 'A;', SIM_DoLoadBalancing: 'Y', SIM_DTLSServer: 'A;', Version: '7.2b' }).topology
      .flags,
    {
      ownBalancing: true,
      dtlsServer: 'A',
      version: '7.2b',
    },
  );
});

t.test('a lock stands for three hours, in the time of the database server', async (t) => {
  const lock = (since: string | null, utcOffsetMinutes = 0) =>
    read({ ServerNames: 'A;', SysLockedByUsrID: '1', SysLockedTime: since }, { utcOffsetMinutes }).topology
      .flags.lock;
  t.same(lock('2026-11-21 11:00:00'), { lockedBy: '1', sinceMs: Date.UTC(2026, 10, 21, 11) });
  t.same(lock('2026-11-21 09:00:01')?.lockedBy, '1');
  t.equal(lock('2026-11-21 09:00:00'), undefined);
  t.same(lock('2026-11-21 10:30:00', 60), { lockedBy: '1', sinceMs: Date.UTC(2026, 10, 21, 9, 30) });
  t.equal(lock('2026-11-21 09:30:00', 60), undefined);
  t.same(lock(null), { lockedBy: '1', sinceMs: undefined }, 'without a time it counts as standing');
  t.equal(
    read({ ServerNames: 'A;', SysLockedByUsrID: '', SysLockedTime: null }).topology.flags.lock,
    undefined,
  );
});

t.test('oddities are remarked, not refused', async (t) => {
  const codes = (values: Record<string, string | null>, change: Partial<TopologyInput> = {}) =>
    read(values, change).remarks.map((remark) => remark.code);
  t.same(codes({ ServerNames: 'A;B;' }), []);
  t.same(codes({ ServerNames: 'A;', SIM_FullyQualifiedNames: 'a;b;' }), ['list-too-long']);
  t.same(codes({ ServerNames: 'A;', SIM_DistributedAddresses: 'fe80::1%11;10.*;' }), ['list-too-long']);
  t.same(codes({ ServerNames: 'A;B;', SIM_FullyQualifiedNames: 'x;x;' }), ['origin-shared']);
  t.same(codes({ ServerNames: 'A;', SIM_DTLSServer: 'B' }), ['dtls-server-unknown']);
  t.same(codes({ ServerNames: 'A;', SIM_DTLSServer: 'a.x.com', SIM_FullyQualifiedNames: 'A.x.com;' }), []);
  t.same(codes({ ServerNames: 'A;' }, { overrides: [{ name: 'B' }] }), ['override-unused']);
});
