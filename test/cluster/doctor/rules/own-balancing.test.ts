import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineOwnBalancing } from '../../../../cluster/doctor/rules/own-balancing.ts';
import type { Topology } from '../../../../cluster/model.ts';
import { topologyOf } from '../../support/sample.ts';
import { away, type Change, examined } from '../facts.ts';

const flagged = (ownBalancing: boolean | undefined, source: Topology['source'] = 'database'): Change => ({
  topology: seen({
    topology: topologyOf(['CRMWEB1'], {
      source,
      flags: { ownBalancing, dtlsServer: undefined, version: undefined, lock: undefined },
    }),
    remarks: [],
  }),
});

t.test('the balancing of the CRM itself is off', (t) =>
  examined(t, examineOwnBalancing, [
    ['off', flagged(false), ['settings', 'ok']],
    ['on', flagged(true), ['settings', 'fault', /Do Load Balancing to False/]],
    ['not known', flagged(undefined), ['settings', 'unknown', /discover/]],
    ['no database', flagged(undefined, 'configuration'), ['settings', 'unknown', /no database/]],
    ['not seen', { topology: away }, ['settings', 'unknown', /away/]],
  ]),
);
