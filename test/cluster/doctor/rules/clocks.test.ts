import t from 'tap';
import { examineClocks } from '../../../../cluster/doctor/rules/clocks.ts';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { away, type Change, examined, nowMs } from '../facts.ts';

const off = (ms: number): Change => ({
  servers: [{ windows: { clock: seen({ utcMs: nowMs + ms, fromMs: nowMs - 2_000, toMs: nowMs }) } }],
});
const rest = [['CRMWEB2', 'ok']] as const;

t.test('a clock is wrong by what the way of the answer cannot explain', (t) =>
  examined(t, examineClocks, [
    ['in order', {}, ['database', 'ok'], ['CRMWEB1', 'ok'], ...rest],
    ['within the way of the answer', off(-1_900), ['database', 'ok'], ['CRMWEB1', 'ok'], ...rest],
    ['a little', off(5_000), ['database', 'ok'], ['CRMWEB1', 'ok'], ...rest],
    ['ahead', off(600_000), ['database', 'ok'], ['CRMWEB1', 'warning', /10 min ahead/], ...rest],
    ['behind', off(-602_000), ['database', 'ok'], ['CRMWEB1', 'warning', /10 min behind/], ...rest],
    ['not seen', { database: { clock: away } }, ['database', 'unknown'], ['CRMWEB1', 'ok'], ...rest],
  ]),
);
