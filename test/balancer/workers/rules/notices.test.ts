import t from 'tap';
import { type WorkerView, workerNotices } from '../../../../balancer/workers/rules/notices.ts';

const nowMs = 10_000_000;
const minuteMs = 60_000;

function view(changes: Partial<WorkerView> = {}): WorkerView {
  return { number: 1, running: true, restarts: 0, clientConnections: 0, lastDeath: undefined, ...changes };
}

const died = (agoMs: number) => ({ atMs: nowMs - agoMs, why: 'worker 1 ended: exit code 7' });

const rows: readonly (readonly [what: string, view: WorkerView, expected: readonly object[]])[] = [
  ['nothing of a worker that never died', view(), []],
  ['nothing of one that only starts', view({ running: false }), []],
  [
    'a fault while it is away',
    view({ running: false, lastDeath: died(0) }),
    [{ severity: 'fault', code: 'worker-down', text: /^Worker 1 ended: exit code 7; .* not back yet/ }],
  ],
  [
    'a warning after it came back',
    view({ restarts: 1, lastDeath: died(14 * minuteMs) }),
    [{ severity: 'warning', code: 'worker-died', text: /worker 1 of 1 was replaced\.$/ }],
  ],
  [
    'how often, where it was more than once',
    view({ restarts: 3, lastDeath: died(minuteMs) }),
    [{ code: 'worker-died', text: /3 times since the start/ }],
  ],
  ['nothing after a while', view({ restarts: 1, lastDeath: died(16 * minuteMs) }), []],
];

for (const [what, worker, expected] of rows) {
  t.test(what, (t) => {
    const notices = workerNotices([worker], nowMs);
    t.equal(notices.length, expected.length);
    t.match(notices, expected);
    t.end();
  });
}
