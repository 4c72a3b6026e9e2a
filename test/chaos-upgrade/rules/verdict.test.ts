// The verdict finds what a killed run may do wrong: each fault is put in by hand.

import t from 'tap';
import type { JournalRecord } from '../../../cluster/upgrade/model.ts';
import { names, planOf } from '../../cluster/upgrade/model-world.ts';
import { killMoments, lastMoment } from './kill-moments.ts';
import { type Ended, verdict } from './verdict.ts';

const plan = planOf();
const start = (step: string): JournalRecord => ({ type: 'step-started', step, try: 1, fence: 1, atMs: 0 });
const end = (step: string, outcome: 'done' | 'not-done' = 'done'): JournalRecord => ({
  type: 'step-ended',
  step,
  outcome,
  text: '',
  atMs: 0,
});
const whole = plan.steps.flatMap(({ id }) => [start(id), end(id)]);
const good: Ended = {
  plan,
  records: whole,
  status: 'Completed',
  servers: names.map((name) => ({ name, version: '2', setups: ['2'] })),
  database: '2',
  lockedOut: [],
  servedMeanwhile: [],
  otherHalts: [],
  kills: { wanted: 3, done: 3 },
};
/** The journal with something before the first record of the second server's setup. */
const withBefore = (...records: readonly JournalRecord[]) =>
  whole.flatMap((each) =>
    each.type === 'step-started' && each.step === 'setup@CRM2' ? [...records, each] : [each],
  );
const servers = (change: object) =>
  good.servers.map((each, place) => (place === 1 ? { ...each, ...change } : each));

t.test('each fault is found, and nothing else', (t) => {
  const again = start('setup@CRM2');
  const rows: readonly (readonly [string, Partial<Ended>, readonly RegExp[]])[] = [
    ['nothing', {}, []],
    ['not completed', { status: 'Failed (CRM2 at run)' }, [/the run: Failed/]],
    ['a kill too few', { kills: { wanted: 3, done: 2 } }, [/kills: 2, not 3/]],
    ['an old version', { servers: servers({ version: '1' }) }, [/CRM2: 1, not 2/]],
    ['an old database', { database: undefined }, [/the database: nothing, not 2/]],
    ['a setup twice', { servers: servers({ setups: ['2', '2'] }) }, [/CRM2: 2, 2, not 2/]],
    ['no setup', { servers: servers({ setups: [] }) }, [/CRM2: nothing, not 2/]],
    ['begun again after a look', { records: withBefore(again, end('setup@CRM2', 'not-done')) }, []],
    ['begun again blindly', { records: withBefore(again) }, [/setup@CRM2 was begun again without knowing/]],
    [
      'too early',
      { records: withBefore(start('setup@CRM3'), end('setup@CRM3', 'not-done')) },
      [/setup@CRM3 began before setup@CRM2 was over/],
    ],
    ['served meanwhile', { servedMeanwhile: ['200 at setup@CRM2'] }, [/200 at setup@CRM2/]],
    ['another halt', { otherHalts: ['it failed'] }, [/it failed/]],
    ['locked out', { lockedOut: ['user001: 503'] }, [/user001: 503/]],
  ];
  for (const [what, change, wanted] of rows) {
    const wrong = verdict({ ...good, ...change }).flatMap((check) => check.wrong);
    t.equal(wrong.length, wanted.length, `${what}: ${wrong.join('; ')}`);
    for (const [place, each] of wanted.entries()) t.match(wrong[place], each, what);
  }
  const without = whole.filter((each) => !('step' in each) || each.step !== 'test@CRM2');
  t.match(
    verdict({ ...good, records: without })
      .flatMap((check) => check.wrong)
      .join('; '),
    /test@CRM2/,
  );
  t.end();
});

t.test('the same seed gives the same moments, in order and before the end', (t) => {
  const moments = killMoments(7, 50, 40);
  t.same(moments, killMoments(7, 50, 40));
  t.notSame(moments, killMoments(8, 50, 40));
  for (const [place, { begun, afterMs }] of moments.entries()) {
    t.ok(begun >= 1 && begun <= lastMoment(40) && afterMs >= 0);
    t.ok(begun >= (moments[place - 1]?.begun ?? 0));
  }
  t.end();
});
