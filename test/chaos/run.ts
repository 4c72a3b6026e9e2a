// `npm run chaos -- --minutes 10 --seed N [--users 200] [--servers 4] [--json]`: faults of all kinds while people work.
// Exit code 0 only if every check of the verdict passed.

import { parseArgs } from 'node:util';
import { type ChaosOptions, runChaos } from './chaos.ts';
import { summaryText } from './rules/summary-text.ts';
import { createStage } from './stage.ts';

const usage = 'usage: npm run chaos -- [--minutes 10] [--seed N] [--users 200] [--servers 4] [--json]';
type Wanted = Pick<ChaosOptions, 'minutes' | 'seed' | 'users' | 'servers'> & { readonly json: boolean };

const wanted = parse();
if (typeof wanted === 'string') {
  console.error(`${wanted}\n${usage}`);
  process.exitCode = 2;
} else process.exitCode = await run(wanted);

async function run({ json, ...options }: Wanted): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const stage = createStage();
  const say = (line: string) => {
    if (!json) console.log(`${new Date().toISOString().slice(11, 23)}  ${line}`);
  };
  try {
    say(`seed ${options.seed}: ${options.users} people, ${options.servers} servers, 2 Fairleads`);
    const summary = await runChaos(stage, { ...options, say, stop: stopping.signal });
    process.stdout.write(json ? `${JSON.stringify(summary, undefined, 2)}\n` : summaryText(summary));
    return summary.passed ? 0 : 1;
  } finally {
    await stage.end();
  }
}

function parse(): Wanted | string {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '10' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        users: { type: 'string', default: '200' },
        servers: { type: 'string', default: '4' },
        json: { type: 'boolean', default: false },
      },
    });
    const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
    const [users, servers] = [Number(values.users), Number(values.servers)];
    if (!(minutes > 0 && minutes <= 1_440)) return `--minutes is a number up to 1440, not ${values.minutes}`;
    if (!isWhole(seed, 0, 4_294_967_295))
      return `--seed is a whole number from 0 to 4294967295, not ${values.seed}`;
    if (!isWhole(users, 2, 2_000)) return `--users is a whole number from 2 to 2000, not ${values.users}`;
    if (!isWhole(servers, 3, 16)) return `--servers is a whole number from 3 to 16, not ${values.servers}`;
    return { minutes, seed, users, servers, json: values.json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isWhole(number: number, least: number, most: number): boolean {
  return Number.isInteger(number) && number >= least && number <= most;
}
