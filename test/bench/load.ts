// Load on one port: wrk where it is installed, else the own generator in a process of its own.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findProgram } from '../support/needs.ts';
import { type LoadResult, parseWrkOutput } from './rules/wrk-output.ts';
import { pinned } from './running.ts';

export type LoadPlan = { readonly port: number; readonly connections: number; readonly seconds: number };

const path = '/CRM/eware.dll/Do?SID=123456789012345&Act=432';

/** Which program the load comes from, for people. */
export function generator(): string {
  return findProgram('wrk') ? 'wrk' : 'the own generator (wrk is not installed)';
}

/** Keep-alive requests as fast as they are answered. */
export async function measureLoad(plan: LoadPlan): Promise<LoadResult> {
  const wrk = findProgram('wrk');
  if (wrk === undefined) return JSON.parse(await output(...ownGenerator(plan))) as LoadResult;
  const parameters = [
    '--latency',
    '-t1',
    `-c${plan.connections}`,
    `-d${plan.seconds}s`,
    `http://127.0.0.1:${plan.port}${path}`,
  ];
  return parseWrkOutput(await output(wrk, parameters));
}

/** Asks a proxy with the own generator, which looks at every byte: status, length, and body. */
export async function checkAnswers(port: number, body: string): Promise<void> {
  const result = JSON.parse(
    await output(...ownGenerator({ port, connections: 8, seconds: 0.5 }, body)),
  ) as LoadResult;
  if (result.failures > 0 || result.requests === 0)
    throw new Error(`port ${port}: ${result.failures} of ${result.requests} answers are wrong`);
}

function ownGenerator(plan: LoadPlan, body?: string): [string, string[]] {
  const script = join(import.meta.dirname, 'generator.ts');
  const numbers = [plan.port, plan.connections, plan.seconds].map(String);
  return [process.execPath, [script, ...numbers, path, ...(body === undefined ? [] : [body])]];
}

function output(command: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(...pinned('rest', command, parameters), { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(text);
      else reject(new Error(`${command} ended with ${code}: ${text}`));
    });
  });
}
