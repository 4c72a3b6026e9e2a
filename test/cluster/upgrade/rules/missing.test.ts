// What a plan needs that is not there, told before it begins.

import t from 'tap';
import { licenceKeyOf, licenceSecretOf } from '../../../../cluster/upgrade/rules/licence.ts';
import { missingFor, type There } from '../../../../cluster/upgrade/rules/missing.ts';
import { planOf, recipe } from '../model-world.ts';

const plan = planOf({
  phases: [
    {
      phase: 'keys',
      eachHop: true,
      steps: [
        {
          step: 'key',
          kind: 'check',
          title: 'The key is there',
          with: { what: ['licence-key'], version: '{{hop.to}}' },
        },
        { step: 'room', kind: 'check', title: 'Room', with: { what: ['room'] } },
      ],
    },
    ...recipe.phases.map((phase) => ({
      ...phase,
      steps: phase.steps.map((step) =>
        step.step === 'setup' ? { ...step, with: { setup: '{{hop.to}}' } } : step,
      ),
    })),
    {
      phase: 'end',
      steps: [{ step: 'log-on', kind: 'admin-log-on' as const, title: 'Log on', where: 'master' as const }],
    },
  ],
});

const all: There = {
  hasLicenceKey: () => true,
  hasSetup: () => true,
  hasAccount: true,
  keptBy: () => undefined,
};

t.test('the first that is missing, with what to do', (t) => {
  const rows: readonly (readonly [Partial<There>, RegExp | undefined, RegExp])[] = [
    [{}, undefined, /^$/],
    [{ hasLicenceKey: () => false }, /no licence key of 2, and key wants one/, /upgrade\.licenceKeys/],
    [{ hasLicenceKey: (version) => version !== '2' }, /no licence key of 2/, /reload/],
    [{ hasSetup: () => false }, /no setup of 2.*setup@CRM1 wants one/, /--set setup=by-hand/],
    [{ hasAccount: false }, /no service account.*log-on/, /--set adminLogOn=by-hand/],
    [{ hasAccount: false, hasLicenceKey: () => false }, /no licence key/, /licenceKeys/],
  ];
  for (const [change, because, mend] of rows) {
    const missing = missingFor(plan, { ...all, ...change });
    if (because === undefined) t.equal(missing, undefined);
    else t.match(missing, { because, mend });
  }
  t.end();
});

t.test(
  'a licence key is known by its version however it is written, and its name tells nothing else',
  (t) => {
    const keys = { '2020 R1': 'secret-one', '7.3': 'secret-two' };
    const rows = [
      ['2020 R1', 'secret-one'],
      ['2020R1', 'secret-one'],
      ['2020 r1', 'secret-one'],
      ['7.3', 'secret-two'],
      ['7.2', undefined],
    ] as const;
    for (const [version, key] of rows) t.equal(licenceKeyOf(keys, licenceSecretOf(version)), key, version);
    for (const [version] of rows) t.match(licenceSecretOf(version), /^LICENCE_KEY_[A-Z0-9_]+$/);
    t.end();
  },
);
