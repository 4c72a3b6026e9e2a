import t from 'tap';
import {
  fairleadHosts,
  readBackups,
  readCount,
  readLicence,
  readSelf,
  readTuningObjects,
} from '../../../../cluster/doctor/rules/read-database.ts';

t.test('ages of backups, NULL for never', (t) => {
  const row = {
    databaseName: 'CRM',
    recovery: 'FULL',
    fullSeconds: 60,
    differentialSeconds: null,
    logSeconds: -1,
  };
  t.same(readBackups([row]), {
    database: 'CRM',
    recovery: 'FULL',
    fullAgeMs: 60_000,
    differentialAgeMs: undefined,
    logAgeMs: 0,
  });
  t.equal(readBackups([]), undefined);
  t.end();
});

t.test('rows that are something else are not taken for an answer', (t) => {
  t.same(readLicence([{ licences: 1, different: 1, bytes: null }]), { rows: 1, different: 1, bytes: 0 });
  for (const row of [undefined, {}, { licences: 'many', different: 1, bytes: 1 }])
    t.equal(readLicence(row ? [row] : []), undefined);
  t.equal(readCount([{ scripts: 3 }]), 3);
  t.equal(readCount([]), undefined);
  const self = { utcNow: new Date(5), login: 'crm', administrator: 1 };
  t.same(readSelf([self]), { utcMs: 5, name: 'crm', administrator: true });
  for (const row of [{}, { ...self, utcNow: 'now' }, { ...self, login: null }])
    t.equal(readSelf([row]), undefined);
  t.same(readTuningObjects([{ tableName: 'T', objectName: '_dta_x' }]), [{ table: 'T', name: '_dta_x' }]);
  t.end();
});

t.test('machines with a Fairlead, unless only our own connections are shown', (t) => {
  const own = { host: 'GATE1', program: 'fairlead' };
  const row = (host: string, program: string) => ({ host, program, connections: 1 });
  const reading = (...rows: ReturnType<typeof row>[]) => ({ limit: 100, rows, own, readAtMs: 0 });
  t.same(fairleadHosts(reading(row('GATE1', 'fairlead'), row('CRMWEB1', 'Tomcat'))), ['GATE1']);
  t.same(fairleadHosts(reading(row('GATE1', 'fairlead'), row('GATE2', 'fairlead'))), ['GATE1', 'GATE2']);
  t.same(fairleadHosts(reading(row('GATE1', 'fairlead'), row('gate1', 'fairlead'), row('X', 'y'))), [
    'gate1',
  ]);
  t.equal(fairleadHosts(reading(row('GATE1', 'fairlead'))), undefined);
  t.end();
});
