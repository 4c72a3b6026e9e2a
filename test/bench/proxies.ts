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
