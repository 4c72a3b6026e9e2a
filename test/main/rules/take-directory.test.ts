import t from 'tap';
import type { DirectoryState } from '../../../cluster/rules/contact.ts';
import { reasonAgainst } from '../../../main/rules/take-directory.ts';

const states: Readonly<Record<DirectoryState['state'], DirectoryState>> = {
  connecting: { state: 'connecting', sinceMs: 0 },
  live: { state: 'live', sinceMs: 0 },
  static: { state: 'static', sinceMs: 0 },
  lost: {
    state: 'lost',
    sinceMs: 0,
    attempt: 1,
    retryAtMs: 0,
    failure: { code: 'CLU_LOGIN_REFUSED', text: 'Login failed.', mend: '' } as never,
  },
};

t.test('a directory that is worse than the one in use is not taken', async (t) => {
  const works = (state: string) => state === 'live' || state === 'static';
  for (const next of Object.values(states)) {
    for (const inUse of Object.values(states)) {
      for (const [has, had] of [
        [true, true],
        [true, false],
        [false, true],
        [false, false],
      ] as const) {
        const worse = (works(inUse.state) && !works(next.state)) || (had && !has);
        const reason = reasonAgainst({ state: next, hasServers: has }, { state: inUse, hasServers: had });
        t.equal(reason !== undefined, worse, `${inUse.state} ${had} -> ${next.state} ${has}: ${reason}`);
      }
    }
  }
});

t.test('why it is not taken is what the database said', async (t) => {
  const inUse = { state: states.live, hasServers: true };
  t.match(reasonAgainst({ state: states.lost, hasServers: true }, inUse), /Login failed/);
  t.match(reasonAgainst({ state: states.live, hasServers: false }, inUse), /no servers/);
});
