import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineIdleTimeOuts } from '../../../../cluster/doctor/rules/idle-time-outs.ts';
import { away, type Change, examined, goodPool } from '../facts.ts';

const after = (idleTimeoutMinutes: number): Change => ({
  servers: [{ windows: { appPools: seen([{ ...goodPool, idleTimeoutMinutes }]) } }],
});
const second = ['CRMWEB2', 'ok'] as const;

t.test('a pool does not end before its sessions do', (t) =>
  examined(t, examineIdleTimeOuts, [
    ['as long', {}, ['CRMWEB1', 'ok'], second],
    ['longer', after(240), ['CRMWEB1', 'ok'], second],
    ['never', after(0), ['CRMWEB1', 'ok', /never ends/], second],
    ['shorter', after(20), ['CRMWEB1', 'warning', /20 idle minutes/], second],
    ['not seen', { servers: [{ windows: { appPools: away } }] }, ['CRMWEB1', 'unknown', /away/], second],
  ]),
);
