import t from 'tap';
import { type AccessLogOptions, createAccessLog } from '../../../admin/access-log/access-log.ts';
import type { LineSink } from '../../../admin/access-log/line-sink.ts';
import type { AccessEvent } from '../../../admin/rules/access-line.ts';
import { waitFor } from '../../support/wait-for.ts';

function request(number: number, change: Partial<AccessEvent> = {}): AccessEvent {
  return {
    startedMs: 0,
    requestId: `r${number}`,
    clientAddress: '10.0.0.1',
    forwardedFor: '10.0.0.1',
    method: 'GET',
    target: '/',
    kind: 'other',
    serverName: 'CRM01',
    because: 'least-busy',
    reason: 'completed',
    status: 200,
    connectMs: 1,
    firstByteMs: 1,
    totalMs: 1,
    requestBodyBytes: 0,
    responseBodyBytes: 0,
    ...change,
  };
}

/** A sink that can be held and made to fail. */
function createSink() {
  const calls: string[] = [];
  let gate = Promise.resolve();
  let failure: Error | undefined;
  let running = 0;
  const one = async (name: string, act: () => void = () => undefined) => {
    running += 1;
    if (running > 1) calls.push('two at once');
    await gate;
    running -= 1;
    if (failure) throw failure;
    act();
    calls.push(name);
  };
  const texts: string[] = [];
  const sink: LineSink = {
    write: (lines) => one('write', () => texts.push(lines.toString())),
    reopen: () => one('reopen'),
    close: () => one('close'),
  };
  return {
    sink,
    calls,
    ids: () => [...texts.join('').matchAll(/id=(\S+)/g)].map((match) => match[1]),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = Promise.resolve();
        resolve();
      };
    },
    fail(error: Error | undefined) {
      failure = error;
    },
  };
}

function createLog(sink: LineSink, change: Partial<AccessLogOptions> = {}) {
  const problems: Error[] = [];
  const log = createAccessLog({
    format: 'combined',
    sample: 1,
    sink,
    nowMs: () => 5000,
    chance: () => 0.5,
    onProblem: (problem) => problems.push(problem),
    ...change,
  });
  return { log, problems };
}

const ids = (count: number) => Array.from({ length: count }, (_, number) => `r${number}`);

t.test('lines arrive in order, many with one write', async (t) => {
  const sink = createSink();
  const { log } = createLog(sink.sink);
  for (let number = 0; number < 5000; number++) log.log(request(number));
  await waitFor('all are written', () => sink.ids().length === 5000);
  t.same(sink.ids(), ids(5000));
  t.ok(sink.calls.length < 50, `${sink.calls.length} writes`);
  t.notOk(sink.calls.includes('two at once'));
  await log.close();
});

t.test('what comes during a write waits for more of its kind', async (t) => {
  const sink = createSink();
  let number = 0;
  const { log } = createLog({
    ...sink.sink,
    // Two lines during each write, as under a steady load.
    write: async (lines) => {
      await sink.sink.write(lines);
      if (number < 1100) for (const end = number + 2; number < end; number++) log.log(request(number));
    },
  });
  for (; number < 1000; number++) log.log(request(number));
  await waitFor('those before are written', () => sink.ids().length >= 1000);
  t.ok(sink.calls.length < 10, `${sink.calls.length} writes`);
  number = 1100;
  await log.close();
  t.same(sink.ids(), ids(sink.ids().length), 'none is lost or out of order');
});

t.test('closing writes what waits and takes nothing more', async (t) => {
  const sink = createSink();
  const { log } = createLog(sink.sink);
  log.log(request(0));
  await log.close();
  log.log(request(1));
  t.same(sink.ids(), ['r0']);
  t.same(sink.calls, ['write', 'close']);
});

t.test('only the share that is wanted, but every failure', async (t) => {
  const sink = createSink();
  const chances = [0.1, 0.9, 0.9, 0.1];
  const { log } = createLog(sink.sink, { sample: 0.5, chance: () => chances.shift() ?? 1 });
  log.log(request(0));
  log.log(request(1));
  log.log(request(2, { status: 502, reason: 'connect-failed' }));
  log.log(request(3));
  await log.close();
  t.same(sink.ids(), ['r0', 'r2', 'r3']);
});

t.test('what waits is bounded: the rest is dropped, counted and told once', async (t) => {
  const sink = createSink();
  const release = sink.hold();
  const { log, problems } = createLog(sink.sink, { maxBufferedBytes: 100_000 });
  for (let number = 0; number < 2000; number++) log.log(request(number));
  const lost = log.losses()?.lines ?? 0;
  t.ok(lost > 0 && lost < 2000, `${lost} lost`);
  t.equal(problems.length, 1);
  t.match(problems[0], { code: 'ADM_ACCESS_LOG' });
  release();
  await log.close();
  t.same(sink.ids(), ids(2000 - lost), 'those before are all there');
});

t.test('lines that could not be written are counted, and it goes on afterwards', async (t) => {
  const sink = createSink();
  const { log, problems } = createLog(sink.sink);
  sink.fail(new Error('no space left on device'));
  log.log(request(0));
  await waitFor('the loss is counted', () => log.losses()?.lines === 1);
  t.match(log.losses(), { because: 'no space left on device', lastMs: 5000 });
  sink.fail(undefined);
  log.log(request(1));
  await waitFor('the next line is written', () => sink.ids().includes('r1'));
  t.equal(problems.length, 1);
  await log.close();
});

t.test('the file is opened anew between two pieces, however many lines keep coming', async (t) => {
  const sink = createSink();
  const { log } = createLog({
    ...sink.sink,
    // Each piece that is written makes work for the next one.
    write: async (lines) => {
      await new Promise((resolve) => setImmediate(resolve));
      await sink.sink.write(lines);
      if (!reopened) for (let number = 0; number < 100; number++) log.log(request(number));
    },
  });
  let reopened = false;
  log.log(request(0));
  await waitFor('the writing to go on', () => sink.calls.length > 3);
  await log.reopen();
  reopened = true;
  await log.close();
  t.equal(sink.calls.filter((call) => call === 'reopen').length, 1);
  t.notOk(sink.calls.includes('two at once'));
});

t.test('who asks twice for a new file gets one answer', async (t) => {
  const sink = createSink();
  const { log } = createLog(sink.sink);
  await Promise.all([log.reopen(), log.reopen(), log.reopen()]);
  log.log(request(1));
  await log.close();
  t.ok(sink.calls.filter((call) => call === 'reopen').length <= 2);
  t.same(sink.ids(), ['r1']);
});

t.test('who asked is told that the file could not be opened anew; lines go on', async (t) => {
  const sink = createSink();
  const { log } = createLog(sink.sink);
  sink.fail(new Error('EISDIR'));
  await t.rejects(log.reopen(), { message: 'EISDIR' });
  sink.fail(undefined);
  log.log(request(0));
  await log.close();
  t.same(sink.ids(), ['r0']);
});

t.test('a sink that is stuck does not keep the process from ending', async (t) => {
  const sink = createSink();
  sink.hold();
  const { log } = createLog(sink.sink);
  log.log(request(0));
  await log.close();
  t.same(sink.ids(), []);
});
