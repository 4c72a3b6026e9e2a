import t from 'tap';
import { examineAppPools } from '../../../../cluster/doctor/rules/app-pools.ts';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import type { AppPool } from '../../../../cluster/remote/commands/app-pools.ts';
import { away, type Change, examined, factsOf, goodPool } from '../facts.ts';

const first = (change: Partial<AppPool>): Change => ({
  servers: [{ windows: { appPools: seen([{ ...goodPool, ...change }]) } }],
});
const second = ['CRMWEB2', 'ok'] as const;
const named: Change = {
  ...first({ name: 'Site 7' }),
  expected: { ...factsOf().expected, appPool: 'site 7' },
};

t.test('the application pool runs 32-bit code, starts by itself, and is not recycled by day', (t) =>
  examined(t, examineAppPools, [
    ['in order', {}, ['CRMWEB1', 'ok'], second],
    ['64-bit', first({ enable32Bit: false }), ['CRMWEB1', 'fault', /32-bit/], second],
    ['stopped', first({ state: 'stopped' }), ['CRMWEB1', 'fault', /503/], second],
    ['started by hand', first({ autoStart: false }), ['CRMWEB1', 'warning', /Start Automatically/], second],
    ['recycled', first({ periodicRestartMinutes: 1740 }), ['CRMWEB1', 'warning', /1740 minutes/], second],
    [
      'two things',
      first({ enable32Bit: false, autoStart: false }),
      ['CRMWEB1', 'fault'],
      ['CRMWEB1', 'warning'],
      second,
    ],
    ['another name', first({ name: 'DefaultAppPool' }), ['CRMWEB1', 'unknown', /DefaultAppPool/], second],
    ['the name is told', named, ['CRMWEB1', 'ok'], ['CRMWEB2', 'unknown', /site 7/]],
    ['not seen', { servers: [{ windows: { appPools: away } }] }, ['CRMWEB1', 'unknown', /away/], second],
  ]),
);
