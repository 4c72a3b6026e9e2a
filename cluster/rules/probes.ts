// The probes of a server together: which of them make it down, and what an operator is told of the others. Pure.

import type { CheckResult, Health, Notice, ProbeHealth, ProbeName, Server } from '../model.ts';
import { type Hysteresis, isServing, nextHealth } from './hysteresis.ts';

/** In the order in which they are shown: from shallow to deep. */
const probeNames: readonly ProbeName[] = ['connect', 'log-on-page', 'tomcat', 'service-log-on', 'version'];

/** One look of every probe; those that were not asked are left out. */
export type ProbeChecks = Readonly<Partial<Record<ProbeName, CheckResult | undefined>>>;

export type ProbeHealths = ReadonlyMap<ProbeName, Health>;

/**
 * The one check that counts: passed where every probe that decides has passed; else what the first of them says that
 * has not. A probe that was not asked decides nothing.
 */
export function decisiveCheck(checks: ProbeChecks, downBy: readonly ProbeName[]): CheckResult | undefined {
  const deciding = probeNames
    .filter((probe) => downBy.includes(probe))
    .flatMap((probe) => checks[probe] ?? []);
  const failed = deciding.find((check) => !check.healthy);
  const shown = failed ?? checks['log-on-page'] ?? checks.connect;
  if (shown === undefined) return undefined;
  return { ...shown, healthy: failed === undefined };
}

/** Every probe after one more look; one that was not asked is unknown again. */
export function nextProbes(
  before: ProbeHealths,
  checks: ProbeChecks,
  { hysteresis, nowMs }: { readonly hysteresis: Hysteresis; readonly nowMs: number },
): ProbeHealths {
  const unknown: Health = { state: 'unknown', sinceMs: nowMs, lastCheck: undefined };
  return new Map(
    probeNames
      .filter((probe) => probe in checks || before.has(probe))
      .map((probe) => {
        const known = before.get(probe) ?? unknown;
        if (!(probe in checks)) return [probe, known];
        const check = checks[probe];
        if (check !== undefined) return [probe, nextHealth(known, check, hysteresis)];
        return [probe, known.state === 'unknown' ? known : unknown];
      }),
  );
}

/** All probes there are, in order; those nothing is known of are unknown. */
export function probeList(
  healths: ProbeHealths,
  downBy: readonly ProbeName[],
  sinceMs: number,
): ProbeHealth[] {
  return probeNames.map((probe) => ({
    probe,
    decides: downBy.includes(probe),
    health: healths.get(probe) ?? { state: 'unknown', sinceMs, lastCheck: undefined },
  }));
}

/** What is told of probes that make no server down; empty when all is well, or the server is down anyway. */
export function probeNotices(
  server: Server,
  health: Health,
  probes: readonly ProbeHealth[],
): readonly Notice[] {
  if (!isServing(health)) return [];
  return probes.flatMap(({ probe, decides, health: own }) => {
    if (decides || own.state !== 'down') return [];
    return [{ ...told(probe, server), text: `${said(probe, server)} ${own.lastCheck.text}.` }];
  });
}

function said(probe: ProbeName, { name }: Server): string {
  switch (probe) {
    case 'connect':
      return `${name} cannot be connected to:`;
    case 'log-on-page':
      return `${name} does not show its log-on page:`;
    case 'tomcat':
      return `SData and plug-ins do not work on ${name}, since its Tomcat does not answer:`;
    case 'service-log-on':
      return `The service account cannot log on to ${name}:`;
    case 'version':
      return `The version of ${name} is not known:`;
  }
}

function told(probe: ProbeName, { name }: Server): Omit<Notice, 'text'> {
  switch (probe) {
    case 'connect':
    case 'log-on-page':
      return {
        severity: 'warning',
        code: `${probe}-fails`,
        mend: `Look at ${name}: IIS, its application pool, the connection to the database.`,
      };
    case 'tomcat':
      return {
        severity: 'warning',
        code: 'tomcat-down',
        mend: `Start the Tomcat service on ${name}; its log says why it ended. If the site has no Tomcat, set health.tomcat to false.`,
      };
    case 'service-log-on':
      return {
        severity: 'warning',
        code: 'service-log-on-fails',
        mend: `Log on to ${name} by hand with a user of your own: if that fails too, look at its connection to the database and at its log.`,
      };
    case 'version':
      return {
        severity: 'warning',
        code: 'version-untold',
        mend: 'Correct crm.overrides.probe.versionPattern, or set it to null.',
      };
  }
}
