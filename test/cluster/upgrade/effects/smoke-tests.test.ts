// Tests of a server, also those of an item of a checklist: what passed, what was left out and has shown nothing, and
// what stops them.

import t from 'tap';
import { smokeTest } from '../../../../cluster/upgrade/effects/smoke-tests.ts';
import type { PlannedStep } from '../../../../cluster/upgrade/plan-model.ts';
import { foldJournal } from '../../../../cluster/upgrade/rules/fold.ts';
import type { PageLook, Site } from '../../../../cluster/upgrade/site.ts';
import { serverOf } from '../../support/sample.ts';
import { planOf } from '../model-world.ts';

const right: PageLook = { problem: undefined, text: '200', tookMs: 1 };
const wrong: PageLook = { problem: 'it answered 500', text: '', tookMs: 1 };

const noPages: PageLook = { ...right, text: 'left out: nothing is configured', leftOut: true };

const siteWith = (tomcat: PageLook, hasAccount: boolean) =>
  ({
    servers: () => [serverOf('CRMWEB1')],
    newcomer: () => undefined,
    pages: {
      tomcat: async () => tomcat,
      logOn: async () => right,
      hasAccount: () => hasAccount,
      inSession: async (_server: unknown, kind: string) => (kind === 'reports' ? tomcat : noPages),
    },
  }) as unknown as Site;

const [first] = planOf().steps;
if (first === undefined) throw new Error('the plan has steps');
const testing = (...tests: readonly string[]): PlannedStep => ({
  ...first,
  targets: ['CRMWEB1'],
  with: { tests },
});
const work = {
  plan: planOf(),
  state: foldJournal([]),
  limit: new AbortController().signal,
  tell: () => undefined,
};

t.test('each ends as it should', async (t) => {
  const both = testing('tomcat', 'log-on');
  const rows: readonly (readonly [string, Site, PlannedStep, object])[] = [
    ['all pass', siteWith(right, true), both, { outcome: 'done', evidence: { leftOut: [] } }],
    [
      'without an account a log-on is left out, and said to be',
      siteWith(right, false),
      both,
      { outcome: 'done', evidence: { passed: ['tomcat: 200'], leftOut: [/no service account/] } },
    ],
    [
      'one fails',
      siteWith(wrong, true),
      both,
      { outcome: 'failed', text: /CRMWEB1, tomcat: it answered 500/ },
    ],
    [
      'reports and dashboards are two tests',
      siteWith(right, true),
      testing('reports', 'dashboards'),
      { outcome: 'done', evidence: { passed: ['reports: 200'], leftOut: [/^dashboards: .*nothing/] } },
    ],
    [
      'a report fails',
      siteWith(wrong, true),
      testing('reports'),
      { outcome: 'failed', text: /CRMWEB1, reports: it answered 500/ },
    ],
    ['no server', siteWith(right, true), { ...both, targets: [] }, { outcome: 'failed', text: /no server/ }],
    ['an unknown one', siteWith(right, true), testing('luck'), { outcome: 'failed', text: /it says luck/ }],
  ];
  for (const [what, site, step, wanted] of rows) t.match(await smokeTest(site, step, work), wanted, what);
});
