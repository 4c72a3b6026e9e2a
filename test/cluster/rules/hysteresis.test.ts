import t from 'tap';
import type { Health } from '../../../cluster/model.ts';
import { isServing, nextHealth } from '../../../cluster/rules/hysteresis.ts';
import { checkOf } from '../support/sample.ts';

/** The obvious slow version: reads the whole history again for every answer. */
function slowState(history: readonly boolean[], rise: number, fall: number): string {
  if (history.length === 0) return 'unknown';
  let up = history[0] === true;
  let against = 0;
  for (const healthy of history.slice(1)) {
    against = healthy === up ? 0 : against + 1;
    if (against < (up ? fall : rise)) continue;
    up = !up;
    against = 0;
  }
  if (against === 0) return up ? 'up' : 'down';
  return up ? `going-down ${against}/${fall}` : `going-up ${against}/${rise}`;
}

function shown(health: Health): string {
  return 'step' in health ? `${health.state} ${health.step}/${health.steps}` : health.state;
}

t.test('every sequence of up to eight checks ends as the slow version says', async (t) => {
  let compared = 0;
  for (const [rise, fall] of [
    [1, 1],
    [2, 3],
    [3, 2],
    [1, 4],
    [4, 1],
  ] as const) {
    const visit = (health: Health, history: readonly boolean[]) => {
      compared += 1;
      const expected = slowState(history, rise, fall);
      if (shown(health) !== expected) t.equal(shown(health), expected, `${rise}/${fall} ${history}`);
      if (history.length === 8) return;
      for (const healthy of [true, false]) {
        visit(nextHealth(health, checkOf(healthy, history.length), { rise, fall }), [...history, healthy]);
      }
    };
    visit({ state: 'unknown', sinceMs: 0, lastCheck: undefined }, []);
  }
  t.equal(compared, 5 * 511);
});

t.test('a state keeps its beginning and its last check', async (t) => {
  const both = { rise: 2, fall: 3 };
  let health: Health = { state: 'unknown', sinceMs: 0, lastCheck: undefined };
  health = nextHealth(health, checkOf(true, 10), both);
  health = nextHealth(health, checkOf(true, 20), both);
  t.match(health, { state: 'up', sinceMs: 10, lastCheck: { atMs: 20 } });
  health = nextHealth(health, checkOf(false, 30), both);
  health = nextHealth(health, checkOf(false, 40), both);
  t.match(health, { state: 'going-down', step: 2, steps: 3, sinceMs: 30, lastCheck: { atMs: 40 } });
  t.equal(isServing(health), true, 'a server on its way down still serves');
  health = nextHealth(health, checkOf(false, 50), both);
  t.match(health, { state: 'down', sinceMs: 50 });
  health = nextHealth(health, checkOf(true, 60), both);
  t.match(health, { state: 'going-up', step: 1, steps: 2 });
  t.equal(isServing(health), false, 'a server on its way up does not serve yet');
});
