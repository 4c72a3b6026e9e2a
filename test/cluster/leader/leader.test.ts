// Leaders over the real driver and a look-alike of SQL Server: exactly one leads; a killed one is followed, a cut
// connection ends the lead before the next one begins.

import { performance } from 'node:perf_hooks';
import t, { type Test } from 'tap';
import type { DatabaseSettings } from '../../../cluster/directory/database-settings.ts';
import { createLeader } from '../../../cluster/leader/leader.ts';
import { waitFor } from '../../support/wait-for.ts';
import { statements } from '../support/database.ts';
import { startWorld } from '../support/world.ts';

const times = { heartbeatMs: 50, leaseMs: 700, takeOverMs: 900 };

function startLeader(t: Test, settings: DatabaseSettings, changes: string[], name: string) {
  const leader = createLeader({
    settings,
    connectionStatement: statements.connection,
    times,
    nowMs: () => performance.now(),
    onProblem: () => undefined,
  });
  leader.onChange((now) => changes.push(`${name} ${now ? 'leads' : 'ends'}`));
  leader.start();
  t.teardown(() => leader.close());
  return leader;
}

t.test('one of two leads, and the other follows when it is closed', async (t) => {
  const { settings } = await startWorld(t);
  const changes: string[] = [];
  const first = startLeader(t, settings, changes, 'first');
  t.notOk(first.isLeader(), 'not before it has waited');
  await waitFor('the first to tell that it leads', () => changes.includes('first leads'));
  t.ok(first.isLeader());
  const second = startLeader(t, settings, changes, 'second');
  await waitFor('the second to have asked', () => second.failure() === undefined && second.fence() === 0);
  t.ok(first.isLeader());
  t.ok(first.fence() > 1_000_000, 'the clock of the database');
  await first.close();
  t.notOk(first.isLeader(), 'at once');
  await waitFor('the second to tell that it leads', () => changes.includes('second leads'));
  t.ok(second.fence() > first.fence(), 'later leaders have higher fences');
  t.same(changes, ['first leads', 'first ends', 'second leads']);
});

t.test('a database that fails over ends the lead before the next one begins', async (t) => {
  const { settings, server } = await startWorld(t);
  const changes: string[] = [];
  const leaders = [startLeader(t, settings, changes, 'a'), startLeader(t, settings, changes, 'b')];
  let both = 0;
  const watch = setInterval(() => {
    if (leaders.every((each) => each.isLeader())) both += 1;
  }, 5);
  t.teardown(() => clearInterval(watch));
  await waitFor('one to lead', () => leaders.some((each) => each.isLeader()));
  for (let round = 0; round < 2; round += 1) {
    const before = changes.length;
    await server.stop();
    await waitFor('the lead to end', () => changes.length > before);
    await server.listen({ host: '127.0.0.1', port: settings.port });
    await waitFor('one to lead again', () => leaders.some((each) => each.isLeader()), 20_000);
  }
  t.equal(both, 0, 'never both');
});

t.test('without a database nobody leads, and it says why', async (t) => {
  const { settings, server } = await startWorld(t);
  const changes: string[] = [];
  const leader = startLeader(t, settings, changes, 'a');
  await waitFor('it to lead', () => leader.isLeader());
  await server.close();
  await waitFor('the lead to end', () => !leader.isLeader());
  await waitFor('the reason', () => leader.failure() !== undefined);
  t.match(leader.failure(), { code: /CLU_DATABASE/, mend: /\S/ });
});
