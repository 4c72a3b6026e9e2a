// Load on one port: wrk where it is installed, else the own generator in a process of its own.

import { join } from 'node:path';
import { findProgram } from '../support/needs.ts';
import { askOnce } from './clients/ask-once.ts';
import type { ClosedLoopPlan } from './clients/closed-loop.ts';
import type { Programs } from './programs.ts';
import { type AnswerSize, faultOf, type LoadResult, parseLoadResult } from './rules/load-result.ts';

export type LoadTarget = {
  readonly name: string;
  readonly port: number;
  readonly tls: boolean;
};

/** As a browser asks that has been here before. */
export type Visitor = { readonly cookie: string | undefined; readonly size: AnswerSize };

export type LoadPlan = { readonly connections: number; readonly seconds: number };

export const path = '/CRM/eware.dll/Do?SID=123456789012345&Act=432';
const host = 'crm.example.com';
const reportScript = join(import.meta.dirname, 'wrk-report.lua');

/** Which program the load comes from, for people. */
export function generator(): string {
  return findProgram('wrk') ? 'wrk' : 'the own generator (wrk is not installed)';
}

/** The request of a visitor, whole. */
export function requestText(cookie: string | undefined): string {
  const cookies = cookie === undefined ? '' : `Cookie: ${cookie}\r\n`;
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${cookies}\r\n`;
}

/**
 * Asks with the own generator, which looks at every byte: status, length, and body. Gives the cookie that visitors
 * of this proxy come back with, and how long its answers are then.
 */
export async function meet(programs: Programs, target: LoadTarget, body: string): Promise<Visitor> {
  const cookie = await firstCookie(target);
  const plan = { ...target, connections: 8, seconds: 0.4, request: requestText(cookie), body };
  const result = JSON.parse(await closedLoop(programs, plan)) as LoadResult & AnswerSize;
  if (result.failures > 0 || result.requests === 0)
    throw new Error(`${target.name}: ${result.failures} of ${result.requests} answers are wrong`);
  return { cookie, size: result };
}

/** Keep-alive requests as fast as they are answered; rejects where one answer was not a whole 200. */
export async function measureLoad(
  programs: Programs,
  target: LoadTarget,
  visitor: Visitor,
  plan: LoadPlan,
): Promise<LoadResult> {
  const wrk = findProgram('wrk');
  const output =
    wrk === undefined
      ? await closedLoop(programs, { ...target, ...plan, request: requestText(visitor.cookie) })
      : await programs.output({
          side: 'rest',
          command: wrk,
          parameters: wrkParameters(target, visitor, { ...plan, script: reportScript }),
        });
  const result = parseLoadResult(output);
  const fault = faultOf(result, visitor.size, plan.connections);
  if (fault !== undefined) throw new Error(`${target.name}: ${fault}`);
  return result;
}

/** With a script of Lua that prints what was measured. */
export function wrkParameters(
  { port, tls }: LoadTarget,
  { cookie }: Visitor,
  plan: LoadPlan & { readonly script: string },
): string[] {
  return [
    '-t1',
    // A slow answer is not a wrong one.
    '--timeout',
    '20s',
    `-c${plan.connections}`,
    `-d${plan.seconds}s`,
    '-s',
    plan.script,
    '-H',
    `Host: ${host}`,
    ...(cookie === undefined ? [] : ['-H', `Cookie: ${cookie}`]),
    `${tls ? 'https' : 'http'}://127.0.0.1:${port}${path}`,
  ];
}

function closedLoop(programs: Programs, plan: ClosedLoopPlan): Promise<string> {
  const script = join(import.meta.dirname, 'clients', 'closed-loop.ts');
  return programs.output({
    side: 'rest',
    command: process.execPath,
    parameters: [script, JSON.stringify(plan)],
  });
}

async function firstCookie(target: LoadTarget): Promise<string | undefined> {
  const head = await askOnce(target, requestText(undefined));
  return /\r\nset-cookie: *([^;\r]+)/i.exec(head)?.[1];
}
