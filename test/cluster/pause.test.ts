// A pause ends by itself or with its signal, and neither is a failure.

import t from 'tap';
import { pause } from '../../cluster/pause.ts';

/** Long enough to end no test by itself. */
const longMs = 3_600_000;

t.test('it ends by itself', async (t) => {
  const never = new AbortController();
  t.equal(await pause(1, never.signal), undefined);
});

t.test('it ends with its signal, also where that came first', async (t) => {
  const stop = new AbortController();
  const paused = pause(longMs, stop.signal);
  stop.abort(new Error('whatever the reason'));
  t.equal(await paused, undefined);
  t.equal(await pause(longMs, stop.signal), undefined);
});

t.test('what is no time is told', async (t) => {
  const never = new AbortController();
  await t.rejects(pause('soon' as unknown as number, never.signal), { code: 'ERR_INVALID_ARG_TYPE' });
});
