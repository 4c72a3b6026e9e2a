// Makes traffic, directory, checks and engine from the configuration. Joins nothing.

import { randomUUID } from 'node:crypto';
import { logOnEntry } from '../admin/rules/log-on-entry.ts';
import { type CertificateWatch, watchCertificates } from '../balancer/certificate-files.ts';
import type { Engine } from '../balancer/engine.ts';
import { createSafeEngine } from '../balancer/safe/engine.ts';
import { createTraffic } from '../balancer/traffic.ts';
import type { Traffic } from '../balancer/traffic-types.ts';
import { openDirectory } from '../cluster/directory/open-directory.ts';
import { createStaticDirectory } from '../cluster/directory/static-directory.ts';
import { createHealthChecks, type HealthChecks } from '../cluster/health/checker.ts';
import { createServerIds } from '../cluster/server-id.ts';
import type { CrmProfile } from '../config/profile.ts';
import { checkSettings, originDefaults, trafficLimits, trafficSettings } from './part-options.ts';
import type { Logger, ProductOptions } from './product.ts';

const certificateLookMs = 10_000;

/** The deciding half of the balancer; reads the kept ledger. */
export function makeTraffic(
  { configuration, logger, nowMs }: ProductOptions,
  profile: CrmProfile,
  clusterKey: string,
) {
  return createTraffic({
    patterns: profile,
    clusterKey,
    cookieName: configuration.routing.cookieName,
    settings: trafficSettings(configuration),
    ledgerFolder: configuration.dataDirectory,
    nowMs,
    requestId: randomUUID,
    onDecision: (event) => {
      const { server, candidates, because, ...entry } = logOnEntry(event, configuration.logging.userNames);
      const said = `log-on to ${server ?? 'nobody'}: ${because} (${candidates})`;
      logger.info({ ...entry, server, because, candidates }, said);
    },
    onRequest: undefined,
    onProblem: (problem) => logger.warn({ err: problem }, problem.message),
  });
}

/** The servers from the database, or from the configuration where there is none. */
export function makeDirectory(
  { configuration, logger, nowMs }: ProductOptions,
  profile: CrmProfile,
  clusterKey: string,
) {
  const { database, servers, cluster, dataDirectory } = configuration;
  const shared = {
    servers,
    defaults: originDefaults(configuration),
    idOf: createServerIds(clusterKey),
    nowMs,
  };
  if (database === null) return createStaticDirectory(shared);
  return openDirectory({
    ...shared,
    database,
    profile,
    dataDirectory,
    pollMs: database.pollMs,
    topologyLossShare: cluster.topologyLossShare,
    staleAfterMs: cluster.staleAfterMs,
    chance: Math.random,
    onProblem: (problem) => logger.warn({ err: problem }, problem.message),
  });
}

/** Active checks of no server yet. */
export function makeChecks(
  { configuration, logger, nowMs }: ProductOptions,
  profile: CrmProfile,
  authorities: string | undefined,
): HealthChecks {
  return createHealthChecks({
    ...configuration.health,
    ...checkSettings(configuration, profile),
    servers: [],
    authorities,
    nowMs,
    chance: Math.random,
    onProblem: (problem) => logger.warn({ err: problem }, problem.message),
  });
}

/** The certificates of the one URL; undefined where it is plain HTTP. Rejects where one cannot be read. */
export async function makeCertificates(
  { configuration, logger }: ProductOptions,
  onChange: Parameters<typeof watchCertificates>[0]['onChange'],
): Promise<CertificateWatch | undefined> {
  const { tls } = configuration.listen;
  if (tls === null) return undefined;
  return watchCertificates({
    files: tls.map((each) => ({ ...each, serverName: each.serverName ?? undefined })),
    intervalMs: certificateLookMs,
    onChange,
    onProblem: tellProblem(logger),
  });
}

/** What moves the bytes; does not listen yet. */
export function makeEngine(
  { configuration, logger, nowMs }: ProductOptions,
  {
    traffic,
    upstreamCa,
    tls,
  }: { traffic: Traffic; upstreamCa: string | undefined; tls: Parameters<Engine['setTls']>[0] | undefined },
): Engine {
  return createSafeEngine({
    rules: traffic,
    limits: trafficLimits(configuration),
    tls,
    upstreamCa,
    onProblem: tellProblem(logger),
    nowMs,
  });
}

function tellProblem(logger: Logger) {
  return (problem: Error) => logger.warn({ err: problem }, problem.message);
}
