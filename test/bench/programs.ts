// Programs under measurement and those that measure: each started on its own core where that can be had, and all
// stopped at the end by their own process ids, whatever happened.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { findProgram } from '../support/needs.ts';
import { waitFor } from '../support/wait-for.ts';

export type Running = {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
};

/** Proxies have core 0 for themselves; load, upstream and this process share core 1. `every`: nothing is pinned. */
export type Side = 'proxy' | 'rest' | 'every';

export type Command = {
  readonly side: Side;
  readonly command: string;
  readonly parameters: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where what runs on says its log; undefined: nobody hears it. */
  readonly logFile?: string;
};

export type Programs = {
  /** True where proxies and the rest have a core each. */
  readonly pinned: boolean;
  /** Starts what listens on `port`; resolves when it takes connections, rejects with what it said. */
  start(what: Command & { readonly name: string; readonly port: number }): Promise<Running>;
  /** Runs to the end and gives its standard output; rejects where it ends with another code than 0. */
  output(what: Command): Promise<string>;
  /** For good: nothing is started afterwards. */
  stopAll(): Promise<void>;
};

const stopLimitMs = 3000;
/** Asked before anything is pinned. */
const cores = availableParallelism();

/** Moves this process to the side of the rest. */
export function createPrograms(): Programs {
  const taskset = cores > 1 ? findProgram('taskset') : undefined;
  if (taskset) spawnSync(taskset, ['-a', '-p', '-c', coreOf('rest'), String(process.pid)]);
  const children = new Set<ChildProcess>();
  let over = false;

  const spawned = (
    { side, command, parameters, environment }: Command,
    output: 'pipe' | 'ignore' | number,
  ) => {
    if (over) throw new Error('nothing is started any more');
    const [file, words] = taskset
      ? [taskset, ['-c', coreOf(side), command, ...parameters]]
      : [command, [...parameters]];
    const child = spawn(file, words, {
      stdio: ['ignore', output, 'pipe'],
      env: { ...process.env, ...environment },
    });
    children.add(child);
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said = (said + chunk).slice(-4000);
    });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => resolve(`ended with ${code ?? signal}: ${said}`));
    });
    ended.then(() => children.delete(child));
    return { child, ended };
  };

  return {
    pinned: taskset !== undefined,
    async start(what) {
      const log = what.logFile === undefined ? undefined : openSync(what.logFile, 'a');
      const { child, ended } = spawned(what, log ?? 'ignore');
      if (log !== undefined) closeSync(log);
      const gone = ended.then((why) => {
        throw new Error(`${what.name} ${why}`);
      });
      await Promise.race([waitFor(what.name, () => takesConnections(what.port)), gone]);
      gone.catch(() => undefined);
      return { name: what.name, port: what.port, pid: child.pid ?? 0, stop: () => stop(child) };
    },
    async output(what) {
      const { child, ended } = spawned(what, 'pipe');
      let text = '';
      child.stdout?.on('data', (chunk) => {
        text += chunk;
      });
      const why = await ended;
      if (child.exitCode !== 0) throw new Error(`${what.command} ${why}`);
      return text;
    },
    async stopAll() {
      over = true;
      await Promise.all([...children].map(stop));
    },
  };
}

/** This process is pinned itself, so that what is not has to be told all cores. */
function coreOf(side: Side): string {
  return { proxy: '0', rest: '1', every: `0-${cores - 1}` }[side];
}

/** nginx's master ends its workers only where it is asked politely. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await ended;
  clearTimeout(timer);
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

const lowestPort = 15_000;
const highestPort = 32_000;

/**
 * A port nobody has right now, below those that systems give to connections. Among those, asking again and again
 * whether somebody listens may end in a connection with itself, which then has the port.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
