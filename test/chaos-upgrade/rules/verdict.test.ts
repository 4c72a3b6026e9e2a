// The verdict finds what a killed run may do wrong: each fault is put in by hand.

import t from 'tap';
import type { JournalRecord } from '../../../cluster/upgrade/model.ts';
import { names, planOf } from '../../cluster/upgrade/model-world.ts';
import { killMoments, lastMoment } from './kill-moments.ts';
import { setupFaults } from './setup-faults.ts';
import { type Asked, type Ended, verdict } from './verdict.ts';

const plan = planOf();
const start = (step: string): JournalRecord => ({ type: 'step-started', step, try: 1, fence: 1, atMs: 0 });
const end = (step: string, outcome: 'done' | 'not-done' = 'done'): JournalRecord => ({
  type: 'step-ended',
  step,
  outcome,
  text: '',
  atMs: 0,
});
const confirmed = (step: string): JournalRecord => ({
  type: 'step-confirmed',
  step,
  by: 'anna',
  evidence: 'looked',
  atMs: 0,
});
const whole = plan.steps.flatMap(({ id, byPerson }) => (byPerson ? [confirmed(id)] : [start(id), end(id)]));
const withoutWord = whole.map((each) =>
  each.type === 'step-confirmed' && each.step === 'by-hand@CRM2' ? end(each.step) : each,
);
const first: Asked = { verb: 'retry', step: 'setup@CRM2', halted: true, because: 'it failed', told: true };
const good: Ended = {
  plan,
  records: whole,
  status: 'Completed',
  servers: names.map((name) => ({ name, version: '2', setups: ['2'] })),
  database: '2',
  lockedOut: [],
  servedMeanwhile: [],
  asked: [first],
  faults: [{ kind: 'fails-once', step: 'setup@CRM2', server: 'CRM2', after: 0 }],
  killedAt: [],
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
    ['another halt', { asked: [...good.asked, { ...first, step: 'lock' }] }, [/it failed/]],
    ['no halt', { asked: [] }, [/setup@CRM2 \(fails-once\) did not halt it/]],
    ['no halt, since a kill came first', { asked: [], killedAt: ['setup@CRM2'] }, []],
    ['two halts', { asked: [first, first] }, [/halted it 2 times/]],
    ['a wrong answer', { asked: [{ ...first, verb: 'confirm' }] }, [/confirm, not retry/]],
    ['an answer nobody told', { asked: [{ ...first, told: false }] }, [/the halt did not name retry/]],
    ['a step of a person without a word', { records: withoutWord }, [/by-hand@CRM2: nobody said/]],
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

t.test('each server has one fault of its own kind, the same from the same seed', (t) => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 50; seed += 1) {
    const faults = setupFaults(seed, plan);
    t.same(faults, setupFaults(seed, plan));
    t.same(
      faults.map(({ server, step, after }) => [server, step, after]),
      names.map((name) => [name, `setup@${name}`, 0]),
    );
    for (const { kind, server } of faults) seen.add(`${kind} ${server}`);
    t.equal(new Set(faults.map(({ kind }) => kind)).size, names.length);
  }
  t.equal(seen.size, 4 * names.length, 'every kind comes to every server');
  t.end();
});

t.test('each item of a checklist is said once, by Fairlead or a person', (t) => {
  const listed = { ...plan, steps: plan.steps.map(asChecklist) };
  const step = 'by-hand@CRM2';
  const looked: JournalRecord = {
    type: 'item-looked',
    step,
    item: 1,
    text: 'log-on',
    outcome: 'done',
    told: '200',
    atMs: 0,
  };
  const second: JournalRecord = {
    type: 'items-confirmed',
    step,
    items: [{ item: 2, text: 'reports' }],
    by: 'anna',
    evidence: 'looked',
    atMs: 0,
  };
  const rows: readonly (readonly [string, readonly JournalRecord[], readonly RegExp[]])[] = [
    ['each once', [looked, second], []],
    ['one of them never', [looked], [/by-hand@CRM2, item 2: said 0 times/]],
    ['one of them twice', [looked, second, second], [/by-hand@CRM2, item 2: said 2 times/]],
    ['without evidence', [looked, { ...second, evidence: '' }], [/item 2: said 0 times/]],
  ];
  for (const [what, said, wanted] of rows) {
    const records = withoutWord.flatMap((each) =>
      each.type === 'step-ended' && each.step === step ? [...said, each] : [each],
    );
    const wrong = verdict({ ...good, plan: listed, records }).flatMap((check) => check.wrong);
    t.equal(wrong.length, wanted.length, `${what}: ${wrong.join('; ')}`);
    for (const [place, each] of wanted.entries()) t.match(wrong[place], each, what);
  }
  t.end();
});

function asChecklist(step: (typeof plan.steps)[number]): typeof step {
  if (step.id !== 'by-hand@CRM2') return step;
  return { ...step, kind: 'checklist', with: { items: [{ text: 'log-on', tests: ['log-on'] }, 'reports'] } };
}
