// `npm run conformance -- --suite FILE [--engine safe|core] [--workers N] [suite options]`: opens the real traffic listener in
// front of the suite's upstream port, runs the suite against it, and ends with its exit code.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { type EngineName, engineNames, openFront, usualEngine, usualLimits } from '../support/front.ts';

type Wanted = {
  readonly suite: string;
  readonly engine: EngineName;
  readonly workers: number;
  readonly rest: readonly string[];
};

const wanted = parseArguments(process.argv.slice(2));
if (typeof wanted === 'string') {
  console.error(wanted);
  console.error(
    'usage: npm run conformance -- --suite FILE [--engine safe|core] [--workers N] [suite options]',
  );
  process.exitCode = 2;
} else {
  process.exitCode = await run(wanted);
}

function parseArguments(given: readonly string[]): Wanted | string {
  const rest = [...given];
  const take = (name: string) => {
    const at = rest.indexOf(name);
    return at < 0 ? undefined : rest.splice(at, 2)[1];
  };
  const suite = take('--suite');
  const engine = take('--engine') ?? usualEngine;
  const workers = Number(take('--workers') ?? 1);
  if (!Number.isInteger(workers) || workers < 1) return '--workers is a number from 1 on';
  if (suite === undefined) return 'which suite? --suite is missing';
  if (!isEngineName(engine)) return `no such engine: ${engine}`;
  return { suite, engine, workers, rest };
}

function isEngineName(name: string): name is EngineName {
  return (engineNames as readonly string[]).includes(name);
}

/** Exit code of the suite; 3 if the listener told of a problem, whatever the suite says. */
async function run({ suite, engine, workers, rest }: Wanted): Promise<number> {
  const upstreamPort = await freePort();
  const problems: Error[] = [];
  const front = await openFront({
    engine,
    workers,
    origin: `http://127.0.0.1:${upstreamPort}`,
    limits: {
      ...usualLimits,
      headTimeoutMs: numberOf(rest, '--header-timeout') ?? 1000,
      serverTimeoutMs: numberOf(rest, '--server-timeout') ?? 1000,
      bodyTimeoutMs: 1000,
      connectTimeoutMs: 1000,
      clientIdleMs: 3000,
    },
    onProblem: (problem) => problems.push(problem),
  });
  const target = ['--target', `127.0.0.1:${front.port}`, '--upstream-port', String(upstreamPort)];
  const child = spawn(process.execPath, [suite, ...target, ...rest], { stdio: 'inherit' });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
  const left = front.engine.stats();
  await front.close();
  console.log(
    `engine ${engine}: ${left.upstreamConnections - left.upstreamIdle} server connections left in use`,
  );
  for (const problem of problems) console.error('problem:', problem);
  return problems.length > 0 ? 3 : code;
}

function numberOf(given: readonly string[], name: string): number | undefined {
  const at = given.indexOf(name);
  return at < 0 ? undefined : Number(given[at + 1]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
