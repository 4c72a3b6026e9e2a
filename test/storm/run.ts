// `npm run storm -- --guard on|off [--users 200] [--servers 3] [--json]`: the storm through the whole product. Exit
// code 0 only if with the guard everybody gets in unharmed, or without it the harm really shows.

import { parseArgs } from 'node:util';
import { createTerminal } from '../../admin/cli/terminal.ts';
import type { DemoOptions } from '../../admin/cli/verb-options.ts';
import { stormDemo } from '../../main/demo/storm.ts';

const usage = 'usage: npm run storm -- --guard on|off [--users 200] [--servers 3] [--json]';
const usual = {
  port: 0,
  adminPort: 0,
  sqlPort: 0,
  rate: 0,
  work: 5_000,
  exit: true,
  https: false,
  storm: true,
};

const wanted = parse();
if (typeof wanted === 'string') {
  console.error(`${wanted}\n${usage}`);
  process.exitCode = 2;
} else {
  const terminated = new AbortController();
  process.once('SIGTERM', () => terminated.abort());
  process.exitCode = await stormDemo(wanted, { terminal: createTerminal(), terminated: terminated.signal });
}

function parse(): DemoOptions | string {
  try {
    const { values } = parseArgs({
      options: {
        guard: { type: 'string', default: 'on' },
        users: { type: 'string', default: '200' },
        servers: { type: 'string', default: '3' },
        json: { type: 'boolean', default: false },
      },
    });
    const { guard, json } = values;
    const [users, servers] = [Number(values.users), Number(values.servers)];
    if (guard !== 'on' && guard !== 'off') return `--guard is on or off, not ${guard}`;
    if (!isCount(users, 5_000)) return `--users is a whole number from 1 to 5000, not ${values.users}`;
    if (!isCount(servers, 32)) return `--servers is a whole number from 1 to 32, not ${values.servers}`;
    return { ...usual, guard: guard === 'on', users, servers, json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isCount(number: number, most: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= most;
}
