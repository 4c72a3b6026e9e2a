import t from 'tap';
import { afterDeath, noDeaths, replacementDelayMs } from '../../../../balancer/workers/rules/restart-pace.ts';

const soon = 500;
const late = 60_000;

const rows: readonly (readonly [what: string, livedMs: readonly number[], delayMs: number])[] = [
  ['the first is replaced at once', [soon], 0],
  ['so is one that lived long', [late], 0],
  ['the second in a row waits', [soon, soon], 100],
  ['the fifth waits longer', [soon, soon, soon, soon, soon], 800],
  ['none waits for ever', Array<number>(40).fill(soon), 5_000],
  ['one that lived long begins anew', [soon, soon, soon, late], 0],
  ['and the next one after it, too', [soon, soon, soon, late, soon], 0],
];

for (const [what, lives, delayMs] of rows) {
  t.test(what, (t) => {
    const deaths = lives.reduce((before, livedMs) => afterDeath(before, livedMs), noDeaths);
    t.equal(replacementDelayMs(deaths), delayMs);
    t.end();
  });
}
