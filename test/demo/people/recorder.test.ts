import t from 'tap';
import { createRecorder, type RecorderOptions } from '../../../demo/people/recorder.ts';

type Fake = { name: string; state: string; sessions: number };

/** Two servers, B with one user fewer than A; `send` lets one person log on to A at a time. */
function scene(options: Partial<RecorderOptions> = {}) {
  const a: Fake = { name: 'A', state: 'serving', sessions: 1 };
  const b: Fake = { name: 'B', state: 'serving', sessions: 0 };
  const servers = [a, b].map((each) => ({
    get name() {
      return each.name;
    },
    get state() {
      return each.state;
    },
    truth: () => ({ sessions: each.sessions, logOnsUnderWay: 0 }),
  }));
  const recorder = createRecorder({ servers: () => servers, ...options });
  let people = 0;
  const send = (atMs: number): number => {
    people += 1;
    const user = `user${people}`;
    recorder.onEvent({ type: 'log-on-sent', user, confirm: false, atMs });
    const event = { server: 'A', user, kind: 'browser', confirm: false, atMs } as const;
    recorder.hooks.onLogOn?.(event);
    recorder.hooks.onLogOnEnd?.({ ...event, result: 'success' });
    recorder.onEvent({
      type: 'log-on-answered',
      user,
      confirm: false,
      outcome: 'success',
      server: 'A',
      atMs,
    });
    return recorder.result().misjudged.length;
  };
  return { recorder, send, a, b };
}

t.test('the judge gets the truth of the moment', (t) => {
  const { send, b } = scene();
  t.equal(send(0), 1, 'B had fewer');
  b.sessions = 1;
  t.equal(send(0), 1, 'now it has not');
  t.end();
});

t.test('a server that does not serve, or is out of service, is compared with nobody', (t) => {
  const away = new Set<string>();
  const { send, recorder, b } = scene({ outOfService: () => away });
  b.state = 'stopped';
  t.equal(send(0), 0);
  t.same(recorder.serversNow(), [{ server: 'A', users: 1, weight: 1 }]);
  b.state = 'serving';
  away.add('B');
  t.equal(send(0), 0);
  away.clear();
  t.equal(send(0), 1);
  t.end();
});

t.test('a server that is back is compared after its grace; one that lost its sessions too', (t) => {
  const { send, recorder, b } = scene({ returnGraceMs: 100 });
  b.state = 'hanging';
  send(1000);
  b.state = 'serving';
  t.equal(send(1099), 0);
  t.equal(send(1100), 1);
  recorder.hooks.onSessionEnd?.({ server: 'B', user: 'stranger', how: 'Lost', atMs: 2000 });
  t.equal(send(2099), 1);
  t.equal(send(2100), 2);
  t.end();
});

t.test('weights are counted', (t) => {
  const { send, recorder } = scene({ weights: new Map([['A', 2]]) });
  t.equal(send(0), 0, '2 users on A weigh as much as 1 on B');
  t.match(recorder.serversNow(), [
    { server: 'A', weight: 2 },
    { server: 'B', weight: 1 },
  ]);
  t.end();
});

t.test('ended sessions excuse until the person has heard of it', (t) => {
  const { send, recorder } = scene();
  recorder.onEvent({ type: 'log-on-sent', user: 'bob', confirm: false, atMs: 0 });
  recorder.onEvent({
    type: 'log-on-answered',
    user: 'bob',
    confirm: false,
    outcome: 'success',
    server: 'B',
    atMs: 0,
  });
  recorder.hooks.onSessionEnd?.({ server: 'B', user: 'bob', how: 'Manual', atMs: 0 });
  t.equal(send(0), 0);
  recorder.onEvent({ type: 'log-off-answered', user: 'bob', server: 'B', atMs: 0 });
  t.equal(send(0), 1);
  t.equal(recorder.finish().sessionsEnded, 1);
  t.end();
});
