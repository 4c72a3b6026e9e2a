// `fairlead demo --users N --exit`: its exit code says whether all was as it should be, and it can say no.

import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { createRecorder } from '../../demo/people/recorder.ts';
import { runPeople } from '../../main/demo/run-people.ts';
import { ask, password, startCluster } from '../demo/crm/harness.ts';
import { type Choose, fewest, startMiniBalancer } from '../demo/people/mini-balancer.ts';
import { runFairlead } from '../support/fairlead-process.ts';
import { startDemo } from '../support/running-demo.ts';
import { waitFor } from '../support/wait-for.ts';

const free = ['--port', '0', '--admin-port', '0'];

t.test('60 people, 30 a second: everything is as it should be', async (t) => {
  const words = ['demo', ...free, '--users', '60', '--rate', '30', '--exit'];
  const { code, output, errors } = await runFairlead(t, words);
  t.equal(code, 0, output);
  t.equal(errors, '');
  t.match(output, /log-ons +60 of 60 people/);
  t.match(output, /failures +0\n/);
  t.match(output, /log-ons judged +60, 0 not to the server with the fewest users/);
  t.match(output, /All as it should be\.\n$/);
});

t.test('a server that dies under the people is told, and is no pass', async (t) => {
  const demo = await startDemo(t, ['--users', '40', '--rate', '20', '--exit']);
  const [, second] = demo.servers;
  const users = async () => JSON.parse((await ask(second?.controlUrl ?? '')).body).sessions;
  await waitFor('five people there', async () => (await users()) >= 5, 60_000);
  await ask(`${second?.controlUrl}/kill`, { method: 'POST' });
  t.equal(await demo.process.ended, 1);
  // Lines of the log, which tell of the dead server, may come behind it.
  const line = demo.process
    .output()
    .split('\n')
    .findLast((each) => each.startsWith('{"summary"'));
  const told = JSON.parse(line ?? '{}');
  t.match(told.summary, { passed: false, people: 40, because: [/lost-session|broken-answer|failed-log-on/] });
});

t.test('an interrupted run is no pass', async (t) => {
  const demo = await startDemo(t, ['--users', '40', '--rate', '5', '--exit']);
  t.equal(await demo.process.stop('SIGINT'), 130);
});

t.test('without --exit Ctrl-C is the usual end', async (t) => {
  const demo = await startDemo(t, ['--users', '40', '--rate', '5']);
  t.equal(await demo.process.stop('SIGINT'), 0);
});

/** People and judge of the demo in front of another balancer than Fairlead. */
async function judge(t: Test, choose: Choose) {
  const recorder = createRecorder({ servers: () => crm.servers });
  const { cluster: crm } = await startCluster(t, {
    names: ['CRMWEB1', 'CRMWEB2', 'CRMWEB3'],
    hooks: recorder.hooks,
  });
  const logOns = Array.from({ length: 12 }, (_, index) => ({
    logOn: `user${String(index + 1).padStart(3, '0')}`,
    password,
  }));
  const output = new PassThrough();
  const quiet = new AbortController().signal;
  const terminal = {
    ...{ output, errors: output, interactive: false, color: false, interrupted: quiet },
    size: () => ({ columns: 80, rows: 24 }),
  };
  const verdict = await runPeople(
    {
      cluster: { crm, logOns },
      recorder,
      ca: undefined,
      product: { url: await startMiniBalancer(t, crm.servers, { choose }) },
    },
    { users: 12, rate: 100, work: 5_000, json: false },
    { terminal, terminated: quiet },
  );
  output.end();
  return { verdict, output: await text(output) };
}

t.test('a balancer that sends everybody to one server is found out', async (t) => {
  const { verdict, output } = await judge(t, (_believed, backends) => backends[0]);
  t.equal(verdict, 'failed');
  t.match(output, /NOT as it should be: \d+ misjudged log-ons/);
});

t.test('the same people and the same judge pass a right one', async (t) => {
  const { verdict, output } = await judge(t, fewest);
  t.equal(verdict, 'passed', output);
});
