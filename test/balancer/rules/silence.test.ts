import t from 'tap';
import { compilePatterns } from '../../../balancer/rules/patterns.ts';
import { silenceLimitMs } from '../../../balancer/rules/silence.ts';
import { profile } from '../support/traffic-world.ts';

t.test('the first route that matches says how long a server may be silent', (t) => {
  const { silences } = compilePatterns({
    ...profile,
    silences: [
      { matches: '[?&]Act=1650(&|$)', seconds: 3_600 },
      { matches: '^/crm/eware[.]dll/', seconds: 900 },
    ],
  });
  const rows = [
    ['/CRM/eware.dll/Do?SID=123456789012345&Act=1650', 3_600_000],
    ['/CRM/eware.dll/Do?SID=123456789012345&act=1650&Mode=1', 3_600_000],
    ['/CRM/eware.dll/Do?SID=123456789012345&Act=16500', 900_000],
    ['/CRM/WWWRoot/logo.png', undefined],
  ] as const;
  for (const [target, limitMs] of rows) t.equal(silenceLimitMs(silences, target), limitMs, target);
  t.equal(silenceLimitMs([], '/'), undefined);
  t.end();
});
