import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineReplicationEngine } from '../../../../cluster/doctor/rules/replication-engine.ts';
import { away, type Change, examined } from '../facts.ts';

const on = (...each: (boolean | undefined)[]): Change => ({
  servers: each.map((has) => ({ windows: { engine: has === undefined ? away : seen(has) } })),
});

t.test('the replication engine is on one server at most', (t) =>
  examined(t, examineReplicationEngine, [
    ['on the first', {}, ['cluster', 'ok', /CRMWEB1/]],
    ['on none', on(false, false), ['cluster', 'ok', /no server/]],
    ['on two', on(true, true), ['cluster', 'fault', /CRMExchangeSyncEngine\.war/]],
    ['one server not seen', on(true, undefined), ['CRMWEB2', 'unknown', /away/]],
    ['no server seen', on(undefined, undefined), ['servers', 'unknown']],
  ]),
);
