import t from 'tap';
import type { EndSignal, ProcessSignals } from '../../../main/verbs/process-signals.ts';
import { createProcessSignals } from '../../../main/verbs/process-signals.ts';
import { watchSecondSignal } from '../../../main/verbs/second-signal.ts';

function signalsByHand() {
  const listeners = new Set<(signal: EndSignal) => void>();
  const signals: ProcessSignals = {
    onHangUp: () => () => undefined,
    onEnd(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    leave: () => undefined,
  };
  return { signals, listeners, send: (signal: EndSignal) => listeners.forEach((each) => void each(signal)) };
}

t.test('only a signal some time after the first one is a second one', async (t) => {
  const rows: { signals: [EndSignal, number][]; second: EndSignal | undefined }[] = [
    { signals: [], second: undefined },
    { signals: [['SIGTERM', 0]], second: undefined },
    {
      signals: [
        ['SIGINT', 0],
        ['SIGINT', 5],
        ['SIGINT', 999],
      ],
      second: undefined,
    },
    {
      signals: [
        ['SIGINT', 0],
        ['SIGINT', 1000],
      ],
      second: 'SIGINT',
    },
    {
      signals: [
        ['SIGTERM', 0],
        ['SIGINT', 5000],
      ],
      second: 'SIGINT',
    },
    {
      signals: [
        ['SIGINT', 0],
        ['SIGTERM', 5000],
        ['SIGINT', 6000],
      ],
      second: 'SIGTERM',
    },
  ];
  for (const { signals: sent, second } of rows) {
    const { signals, send } = signalsByHand();
    let nowMs = 0;
    const watch = watchSecondSignal(signals, () => nowMs);
    for (const [signal, atMs] of sent) {
      nowMs = 70_000 + atMs;
      send(signal);
    }
    t.equal(watch.signal(), second, JSON.stringify(sent));
    t.equal(watch.cut.aborted, second !== undefined);
  }
});

t.test('who has stopped watching is not told', async (t) => {
  const { signals, listeners } = signalsByHand();
  watchSecondSignal(signals, () => 0).close();
  t.equal(listeners.size, 0);
});

t.test('signals of the process are listened to only while somebody asks', async (t) => {
  const signals = createProcessSignals('linux');
  const count = (name: NodeJS.Signals) => process.listenerCount(name);
  const before = [count('SIGHUP'), count('SIGINT'), count('SIGTERM')];
  const stops = [signals.onHangUp(() => undefined), signals.onEnd(() => undefined)];
  t.same(
    [count('SIGHUP'), count('SIGINT'), count('SIGTERM')],
    before.map((each) => each + 1),
  );
  for (const stop of stops) stop();
  t.same([count('SIGHUP'), count('SIGINT'), count('SIGTERM')], before);
});

t.test('on Windows a hang-up is no wish to read anything anew', async (t) => {
  const before = process.listenerCount('SIGHUP');
  createProcessSignals('win32').onHangUp(() => undefined);
  t.equal(process.listenerCount('SIGHUP'), before);
});
