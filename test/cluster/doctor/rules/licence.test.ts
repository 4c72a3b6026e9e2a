import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineLicence } from '../../../../cluster/doctor/rules/licence.ts';
import { away, type Change, examined } from '../facts.ts';

const licence = (rows: number, different: number, bytes: number): Change => ({
  database: { licence: seen({ rows, different, bytes }) },
});

t.test('there is one licence for all servers', (t) =>
  examined(t, examineLicence, [
    ['in order', {}, ['settings', 'ok']],
    ['none', licence(0, 0, 0), ['settings', 'fault', /no licence/]],
    ['an empty one', licence(1, 1, 0), ['settings', 'fault']],
    ['two that differ', licence(2, 2, 300), ['settings', 'fault', /2 different/]],
    ['the same one twice', licence(2, 1, 300), ['settings', 'ok']],
    ['not seen', { database: { licence: away } }, ['settings', 'unknown']],
  ]),
);
