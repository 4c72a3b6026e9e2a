// A program under measurement: started on its own core where that can be had, stopped by its own process id.

import { type ChildProcess, spawn } from 'node:child_process';
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

/** Proxies have core 0 for themselves; load and upstream share core 1. */
export type Side = 'proxy' | 'rest';

export type Start = {
  readonly name: string;
  readonly port: number;
  readonly side: Side;
  readonly command: string;
  readonly parameters: readonly string[];
};

/** The same command line, pinned where `taskset` and two cores are there. */
export function pinned(side: Side, command: string, parameters: readonly string[]): [string, string[]] {
  const taskset = availableParallelism() > 1 ? findProgram('taskset') : undefined;
  if (taskset === undefined) return [command, [...parameters]];
  return [taskset, ['-c', side === 'proxy' ? '0' : '1', command, ...parameters]];
}

/** Starts a program that listens on `port`; resolves when it takes connections, rejects with what it said. */
export async function startProgram(start: Start): Promise<Running> {
  const child = spawn(...pinned(start.side, start.command, start.parameters), {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said = (said + chunk).slice(-4000);
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${code ?? signal}: ${said}`));
  });
  const gone = ended.then((why) => {
    throw new Error(`${start.name} ${why}`);
  });
  await Promise.race([waitFor(start.name, () => takesConnections(start.port)), gone]);
  gone.catch(() => undefined);
  return { name: start.name, port: start.port, pid: child.pid ?? 0, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
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

/** A port nobody has right now. */
export async function freePort(): Promise<number> {
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
