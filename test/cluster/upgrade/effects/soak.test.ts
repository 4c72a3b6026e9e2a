// Soaking: nothing may go wrong for as long as it takes, and the time limit of the step ends it like any other.

import t from 'tap';
import { soak } from '../../../../cluster/upgrade/effects/looks.ts';
import type { PlannedStep } from '../../../../cluster/upgrade/plan-model.ts';
import { foldJournal } from '../../../../cluster/upgrade/rules/fold.ts';
import type { PageLook, Site } from '../../../../cluster/upgrade/site.ts';
import { serverOf } from '../../support/sample.ts';
import { planOf } from '../model-world.ts';

const right: PageLook = { problem: undefined, text: 'log-on page', tookMs: 1 };
const wrong: PageLook = { problem: 'it answered 500', text: '', tookMs: 1 };

/** Nothing else is asked while soaking. */
const siteWith = (logOnPage: Site['pages']['logOnPage']) =>
  ({ servers: () => [serverOf('CRMWEB1'), serverOf('CRMWEB2')], pages: { logOnPage } }) as unknown as Site;

const soaking = (minutes: number): PlannedStep => {
  const [step] = planOf().steps;
  if (step === undefined) throw new Error('the plan has no step');
  return { ...step, targets: [], with: { minutes } };
};

const workWith = (limit: AbortSignal, tell: (text: string | undefined) => void = () => undefined) => ({
  plan: planOf(),
  state: foldJournal([]),
  limit,
  tell,
});

t.test('every server is asked at each look, and the first fault ends it', async (t) => {
  const asked: string[] = [];
  const { signal } = new AbortController();
  const site = siteWith(async ({ name }) => {
    asked.push(name);
    return right;
  });
  t.same(await soak(site, soaking(0), workWith(signal)), {
    outcome: 'done',
    text: '1 look without a fault',
  });
  t.same(asked, ['CRMWEB1', 'CRMWEB2']);
  const broken = siteWith(async ({ name }) => (name === 'CRMWEB2' ? wrong : right));
  t.same(await soak(broken, soaking(10), workWith(signal)), {
    outcome: 'failed',
    text: 'CRMWEB2: it answered 500',
  });
});

t.test('a time limit that comes first is told as what it is', async (t) => {
  const over = new AbortController();
  const outcome = await soak(
    siteWith(async () => right),
    soaking(10),
    workWith(over.signal, () => over.abort()),
  );
  t.same(outcome, { outcome: 'failed', text: 'the time was over after look 1 of 120' });
});
