import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineTuningObjects } from '../../../../cluster/doctor/rules/tuning-objects.ts';
import { away, type Change, examined } from '../facts.ts';

const objects = (count: number): Change => ({
  database: {
    tuningObjects: seen(
      Array.from({ length: count }, (_, index) => ({ table: 'Company', name: `_dta_index_${index}` })),
    ),
  },
});

t.test('indexes of a tuning tool are told before an upgrade meets them', (t) =>
  examined(t, examineTuningObjects, [
    ['none', {}, ['database', 'ok']],
    ['one', objects(1), ['database', 'warning', /Company\._dta_index_0\./]],
    ['many', objects(7), ['database', 'warning', /_dta_index_4 and 2 more/]],
    ['not seen', { database: { tuningObjects: away } }, ['database', 'unknown']],
  ]),
);
