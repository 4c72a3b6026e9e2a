// `npm run chaos:upgrade -- --kills 10 --seed N [--to "2020 R1"]`: an upgrade of three servers while Fairlead is killed at
// moments from a seed. Exit code 0 only if it ended as one that nobody disturbed.

import { parseArgs } from 'node:util';
import { createStage } from '../chaos/stage.ts';
import { type ChaosUpgradeOptions, runChaosUpgrade } from './chaos-upgrade.ts';
import { passed, summaryText } from './rules/summary-text.ts';

const usage = 'usage: npm run chaos:upgrade -- [--kills 10] [--seed N] [--to "2020 R1"]';
type Wanted = Pick<ChaosUpgradeOptions, 'kills' | 'seed' | 'to'>;

const wanted = parse();
if (typeof wanted === 'string') {
  console.error(`${wanted}\n${usage}`);
  process.exitCode = 2;
} else process.exitCode = await run(wanted);

async function run(options: Wanted): Promise<number> {
  const stage = createStage();
  const startedMs = Date.now();
  const say = (line: string) =>
    console.log(`${String(Math.round((Date.now() - startedMs) / 1_000)).padStart(4)} s  ${line}`);
  try {
    say(`seed ${options.seed}: ${options.kills} kills on the way to ${options.to}`);
    const summary = await runChaosUpgrade(stage, { ...options, rehearse: true, say });
    process.stdout.write(summaryText(summary));
    return passed(summary) ? 0 : 1;
  } catch (problem) {
    console.error(`It broke off: ${(problem as Error).message}`);
    return 1;
  } finally {
    await stage.end();
  }
}

function parse(): Wanted | string {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: 'string', default: '10' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        to: { type: 'string', default: '2020 R1' },
      },
    });
    const [kills, seed] = [Number(values.kills), Number(values.seed)];
    if (!isWhole(kills, 0, 100)) return `--kills is a whole number from 0 to 100, not ${values.kills}`;
    if (!isWhole(seed, 0, 4_294_967_295))
      return `--seed is a whole number from 0 to 4294967295, not ${values.seed}`;
    return { kills, seed, to: values.to };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isWhole(number: number, least: number, most: number): boolean {
  return Number.isInteger(number) && number >= least && number <= most;
}
