import t, { type Test } from 'tap';
import type { RunningProcess } from '../../../cluster/remote/commands/processes.ts';
import { createProcessWatch } from '../../../cluster/warm-up/process-watch.ts';
import { waitFor } from '../../support/wait-for.ts';
import { serverOf } from '../support/sample.ts';

const worker = (startedAtMs: number): RunningProcess => ({
  id: 1,
  name: 'w3wp.exe',
  startedAtMs,
  appPool: 'CRM',
});

function start(t: Test, lookMs: number) {
  const world = {
    nowMs: 1_000,
    lookMs,
    asked: [] as string[],
    seen: [] as string[],
    problems: [] as string[],
    answer: async (): Promise<readonly RunningProcess[]> => [worker(500)],
  };
  const servers = ['CRM01', 'CRM02'].map((name) => serverOf(name, { id: name }));
  const watch = createProcessWatch({
    servers: () => servers,
    lookMs: () => world.lookMs,
    pool: () => ({ appPool: null, install: 'CRM' }),
    ask(server) {
      world.asked.push(server.name);
      return world.answer();
    },
    nowMs: () => world.nowMs,
    onSeen: ({ name }, { startedMs, lookedMs }, first) =>
      world.seen.push(`${name} ${startedMs} ${lookedMs}${first ? ' first' : ''}`),
    onProblem: (server, { message }) => world.problems.push(`${server.name} ${message}`),
  });
  t.teardown(() => watch.close());
  return { watch, world };
}

t.test('every server is looked at, and again once its time has come', async (t) => {
  const { watch, world } = start(t, 10_000);
  watch.start();
  await waitFor('the first look', () => world.seen.length === 2);
  t.same(world.seen, ['CRM01 500 1000 first', 'CRM02 500 1000 first']);
  world.nowMs += 10_000;
  await waitFor('the second look', () => world.seen.length === 4);
  t.equal(world.seen.at(-1), 'CRM02 500 11000');
  t.equal(world.asked.length, 4);
});

t.test('a suspicion looks at once, but not again and again', async (t) => {
  const { watch, world } = start(t, 60_000);
  watch.lookNow('CRM01');
  watch.lookNow('CRM01');
  await waitFor('the look', () => world.seen.length === 1);
  world.nowMs += 1_000;
  watch.lookNow('CRM01');
  t.same(world.asked, ['CRM01']);
  world.nowMs += 5_000;
  watch.lookNow('CRM01');
  watch.lookNow('nobody');
  t.same(world.asked, ['CRM01', 'CRM01']);
});

t.test('switched off nothing is looked at', async (t) => {
  const { watch, world } = start(t, 0);
  watch.start();
  watch.lookNow('CRM01');
  t.same(world.asked, []);
});

t.test(
  'a server that does not tell is told of once until it does, one without a process says nothing',
  async (t) => {
    const { watch, world } = start(t, 60_000);
    const look = async () => {
      const before = world.asked.length;
      world.nowMs += 60_000;
      watch.lookNow('CRM01');
      await waitFor('the look', () => world.asked.length > before);
      await new Promise(setImmediate);
    };
    world.answer = () => Promise.reject(new Error('no key'));
    await look();
    await look();
    t.same(world.problems, ['CRM01 no key']);
    world.answer = async () => [];
    await look();
    t.same(world.seen, []);
    world.answer = async () => [worker(500)];
    await look();
    t.equal(world.seen.length, 1);
    world.answer = () => Promise.reject(new Error('no key'));
    await look();
    t.same(world.problems, ['CRM01 no key', 'CRM01 no key']);
  },
);
