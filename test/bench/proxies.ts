// What is compared: HAProxy, nginx and Caddy where they are installed, Fairlead with every feature on, http-proxy.

import type { EngineName } from '../support/front.ts';
import { findProgram, type Program } from '../support/needs.ts';
import type { Bench, ProxyMaker, Target, Workplace } from './bench.ts';
import type { Running } from './programs.ts';
import { caddyMaker } from './proxies/caddy.ts';
import { fairleadMaker } from './proxies/fairlead.ts';
import { haproxyMaker } from './proxies/haproxy.ts';
import { httpProxyMaker } from './proxies/http-proxy.ts';
import { nginxMaker } from './proxies/nginx.ts';

const others = { haproxy: haproxyMaker, nginx: nginxMaker, caddy: caddyMaker } as const;

/** The installed ones; `missing` says what cannot be compared and why. */
export function findProxies(
  place: Workplace,
  engines: readonly EngineName[],
): { readonly makers: ProxyMaker[]; readonly missing: string[] } {
  const makers: ProxyMaker[] = [];
  const missing: string[] = [];
  for (const [name, make] of Object.entries(others)) {
    const program = findProgram(name as Program);
    if (program === undefined) missing.push(`${name} is not installed (Debian: apt-get install ${name})`);
    else makers.push(make(place, program));
  }
  for (const engine of engines) makers.push(fairleadMaker(place, engine));
  makers.push(httpProxyMaker(place, false));
  return { makers, missing };
}

/**
 * Measures each proxy in a process that is there for this alone, one after the other, and gives all rows. One that
 * cannot be measured is told and left out.
 */
export async function eachProxy<R>(
  { makers, fail }: Pick<Bench, 'makers' | 'fail'>,
  target: Target,
  measure: (proxy: Running) => Promise<readonly R[]>,
): Promise<R[]> {
  const rows: R[] = [];
  for (const maker of makers) {
    try {
      const proxy = await maker.start(target);
      try {
        rows.push(...(await measure(proxy)));
      } finally {
        await proxy.stop();
      }
    } catch (error) {
      fail(`${maker.name}: ${(error as Error).message}`);
    }
  }
  return rows;
}

/**
 * Measures all proxies while all of them run, in turn, round by round, so that a slow moment of the machine hits all
 * alike. What stands in `others` is measured beside them. Gives the measurements of each; one that cannot be measured
 * is told and left out.
 */
export async function inRounds<R>(
  { makers, fail }: Pick<Bench, 'makers' | 'fail'>,
  plan: { readonly target: Target; readonly rounds: number; readonly others: readonly Running[] },
  measure: (proxy: Running, round: number) => Promise<R>,
): Promise<R[][]> {
  const running = new Map<Running, R[]>(plan.others.map((each) => [each, []]));
  const started: Running[] = [];
  const attempt = async (name: string, work: () => Promise<void>) => {
    try {
      await work();
      return true;
    } catch (error) {
      fail(`${name}: ${(error as Error).message}`);
      return false;
    }
  };
  try {
    for (const maker of makers) {
      await attempt(maker.name, async () => {
        const proxy = await maker.start(plan.target);
        started.push(proxy);
        running.set(proxy, []);
      });
    }
    for (let round = 1; round <= plan.rounds; round++) {
      for (const [proxy, measured] of running) {
        const right = await attempt(proxy.name, async () => {
          measured.push(await measure(proxy, round));
        });
        if (!right) running.delete(proxy);
      }
    }
    return [...running.values()];
  } finally {
    await Promise.all(started.map((each) => each.stop()));
  }
}
