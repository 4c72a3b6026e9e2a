import t from 'tap';
import { createPacer } from '../../../cluster/directory/pacer.ts';

const pace = { limit: 1, withinMs: 5 };

t.test('who is waited for goes before the rest, which gets every second turn', async (t) => {
  const pacer = createPacer(pace);
  await pacer.take();
  const went: string[] = [];
  const take = async (name: string, urgent: boolean) => {
    await pacer.take({ urgent });
    went.push(name);
  };
  await Promise.all([
    take('poll 1', false),
    take('poll 2', false),
    take('poll 3', false),
    take('plan 1', true),
    take('plan 2', true),
  ]);
  t.same(went, ['plan 1', 'poll 1', 'plan 2', 'poll 2', 'poll 3']);
  t.equal(pacer.count(), 6);
});

t.test('who gives up leaves the line, and takes no turn of those behind', async (t) => {
  const pacer = createPacer(pace);
  await pacer.take();
  const stop = new AbortController();
  const gone = pacer.take({ signal: stop.signal });
  const next = pacer.take();
  stop.abort(new Error('no longer wanted'));
  await t.rejects(gone, { message: 'no longer wanted' });
  await next;
  await t.rejects(pacer.take({ signal: stop.signal }), { message: 'no longer wanted' });
  t.equal(pacer.count(), 2);
});

t.test('nobody goes while the clock stands still, and all when it has moved on', async (t) => {
  const clock = { nowMs: 0 };
  const pacer = createPacer(pace, () => clock.nowMs);
  await pacer.take();
  const second = pacer.take();
  const other = createPacer(pace);
  for (let times = 0; times < 3; times += 1) await other.take();
  t.equal(pacer.count(), 1, 'its own clock says that it is too early');
  clock.nowMs = pace.withinMs;
  await second;
  t.equal(pacer.count(), 2);
});
