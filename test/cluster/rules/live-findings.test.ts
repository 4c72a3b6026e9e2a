import t from 'tap';
import {
  findColumns,
  findCounts,
  findEncryption,
  findParameters,
  findServer,
  findTopology,
} from '../../../cluster/rules/live-findings.ts';
import { sageCrm } from '../../../config/profiles/sage-crm.ts';
import { checkOf, profile, rowsOf, serverOf, topologyOf } from '../support/sample.ts';

t.test('each row the profile names is there, missing or not known', async (t) => {
  const found = findParameters(rowsOf({ servernames: 'A;', Version: '7.2b' }), {
    ...profile.parameters,
    dtlsServer: null,
  });
  const severity = Object.fromEntries(
    found.map(({ what, severity }) => [what.replace(/setting "(.*)"/, '$1'), severity]),
  );
  t.match(severity, {
    'server list': 'good',
    version: 'good',
    'port of the CRM site': 'good',
    'Do Load Balancing': 'warning',
    'DTLS Server Name': 'warning',
  });
  t.match(findParameters([], profile.parameters)[0], {
    severity: 'fault',
    saw: 'There is no live row "ServerNames".',
  });
});

t.test('missing tables and columns are faults, with a hint which column it may be', async (t) => {
  const column = (table: string, name: string, type = 'nvarchar') => ({ table, column: name, type });
  const { sql } = sageCrm;
  const settings = [sql.settingName, sql.settingValue, sql.settingDeleted].map((name) =>
    column('custom_sysparams', name),
  );
  const activity = [
    column('Activity', 'SIM_ActivityUser', 'int'),
    column('Activity', 'SIM_ActivityLogOn', 'datetime'),
    column('Activity', 'ACTY_LOGOFF'),
  ];
  const found = findColumns([...settings, ...activity], sql);
  t.same(
    found.map(({ severity, what }) => `${severity} ${what}`),
    [
      'good column "Parm_Name" (settingName)',
      'good column "Parm_Value" (settingValue)',
      'good column "Parm_Deleted" (settingDeleted)',
      'fault table "Users"',
      'fault column "acty_userid" (activityUser)',
      'fault column "acty_login" (activityLogOn)',
      'good column "acty_logoff" (activityLogOff)',
    ],
  );
  t.match(found[4]?.saw, /It may be "SIM_ActivityUser"/);
  t.match(found[5], { saw: /It may be "SIM_ActivityLogOn"/, mend: 'Set crm.overrides.sql.activityLogOn.' });
  const own = findColumns(settings, { ...sql, countQuery: 'SELECT 1' });
  t.equal(own.length, 3, "with an own count statement the other tables are nobody's business");
});

t.test('plain text is warned of, encryption is told with who says so', async (t) => {
  t.match(findEncryption({ asked: false, ownEnd: false, server: false }), { severity: 'warning' });
  t.match(findEncryption({ asked: true, ownEnd: true, server: true }), {
    severity: 'good',
    saw: /server says so too/,
  });
  t.match(findEncryption({ asked: true, ownEnd: true, server: undefined }), {
    severity: 'good',
    saw: /VIEW SERVER STATE/,
  });
});

t.test("the CRM's own balancing is a fault when on and good when off", async (t) => {
  const { flags } = topologyOf([]);
  const severities = (ownBalancing: boolean | undefined) =>
    findTopology(topologyOf(['A'], { flags: { ...flags, ownBalancing } }), []).map(
      (each) => `${each.severity} ${each.what}`,
    );
  t.same(severities(true), ['good server list', 'fault own-balancing']);
  t.same(severities(false), ['good server list', "good the CRM's own balancing"]);
  t.same(severities(undefined), ['good server list']);
});

t.test('counts and servers are told one by one', async (t) => {
  const topology = topologyOf(['A', 'B']);
  t.match(findCounts({ byServer: new Map([['id-a', 3]]), unknown: [] }, topology), {
    severity: 'good',
    saw: /A 3, B 0/,
  });
  t.match(findCounts({ byServer: new Map(), unknown: ['OLD'] }, topology), {
    severity: 'warning',
    saw: /OLD/,
  });
  t.match(findServer(serverOf('A'), checkOf(true), profile), { severity: 'good', saw: 'passed', mend: '' });
  t.match(findServer(serverOf('A'), checkOf(false), profile), { severity: 'fault', mend: /servers\.A/ });
});
