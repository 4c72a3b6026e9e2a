// Makes traffic, directory, checks and engine from the configuration: at the start, and anew where a reload wants
// another one. Joins nothing.

import { logOnEntry } from '../admin/rules/log-on-entry.ts';
import { type CertificateWatch, watchCertificates } from '../balancer/certificate-files.ts';
import type { Engine, EngineOptions, TlsIdentity } from '../balancer/engine.ts';
import { createCoreEngine } from '../balancer/http1/core-engine.ts';
import { createTraffic } from '../balancer/traffic.ts';
import type { Traffic } from '../balancer/traffic-contract.ts';
import type { Directory } from '../cluster/directory/contract.ts';
import { openDirectory } from '../cluster/directory/open-directory.ts';
import { createStaticDirectory } from '../cluster/directory/static-directory.ts';
import { createHealthChecks, type HealthChecks, type HealthSettings } from '../cluster/health/checker.ts';
import type { ServerId } from '../cluster/model.ts';
import { createServerIds } from '../cluster/server-id.ts';
import type { CrmProfile } from '../config/profile.ts';
import type { Configuration } from '../config/schema.ts';
import { checkSettings, originDefaults, placeAmongPeers, trafficSettings } from './part-options.ts';
import type { Current, Logger } from './parts.ts';
import { createRequestIds } from './request-ids.ts';

const certificateLookMs = 10_000;

/** What parts are made from: what stands in the configuration, and the profile that comes of it. */
export type Settings = { readonly configuration: Configuration; readonly profile: CrmProfile };

type World = { readonly logger: Logger; readonly nowMs: () => number };

/** The deciding half of the balancer; reads the kept ledger. `current` is looked at again at each event. */
export function makeTraffic(
  { logger, nowMs }: World,
  current: Current,
  clusterKey: string,
  onServerTrouble: (id: ServerId) => void,
): Traffic {
  const { configuration, profile } = current;
  return createTraffic({
    patterns: profile,
    clusterKey,
    cookieName: configuration.routing.cookieName,
    settings: trafficSettings(configuration),
    ledgerFolder: configuration.dataDirectory,
    nowMs,
    tiesFrom: placeAmongPeers(configuration),
    requestId: createRequestIds(),
    onDecision: (event) => {
      const { userNames } = current.configuration.logging;
      const { server, candidates, because, ...entry } = logOnEntry(event, userNames);
      const said = `log-on to ${server ?? 'nobody'}: ${because} (${candidates})`;
      logger.info({ ...entry, server, because, candidates }, said);
    },
    // Without an access log there is nobody to tell, and no work for it.
    get onRequest() {
      return current.accessLog?.log;
    },
    onProblem: (problem) => logger.warn({ err: problem }, problem.message),
    onServerTrouble,
  });
}

/**
 * The servers from the database, or from the configuration where there is none. Ids come of `clusterKey`: what is no
 * part of one cluster has another.
 */
export function makeDirectory(
  { logger, nowMs }: World,
  { configuration, profile }: Settings,
  clusterKey: string,
): Directory {
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
    serviceUser: configuration.crm.serviceAccount?.user,
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
  { logger, nowMs }: World,
  settings: Settings,
  authorities: string | undefined,
): HealthChecks {
  return createHealthChecks({
    ...healthSettings(settings, authorities),
    servers: [],
    nowMs,
    chance: Math.random,
    onProblem: (problem) => logger.warn({ err: problem }, problem.message),
  });
}

/** What may change of the checks while they run. */
export function healthSettings(
  { configuration, profile }: Settings,
  authorities: string | undefined,
): HealthSettings {
  return { ...configuration.health, ...checkSettings(configuration, profile), authorities };
}

/** The certificates of the one URL; undefined where it is plain HTTP. Rejects where one cannot be read. */
export async function makeCertificates(
  { logger }: World,
  configuration: Configuration,
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

/** The certificate of the admin listener, which is renewed like that of the one URL. */
export async function watchAdminCertificate(
  { logger }: Pick<World, 'logger'>,
  files: Configuration['admin']['tls'],
  renew: (identity: TlsIdentity) => void,
): Promise<CertificateWatch | undefined> {
  if (files === null) return undefined;
  return watchCertificates({
    files: [{ ...files, serverName: undefined }],
    intervalMs: certificateLookMs,
    onChange: (identities) => identities.forEach(renew),
    onProblem: tellProblem(logger),
  });
}

export type EngineParts = Pick<EngineOptions, 'rules' | 'limits' | 'tls' | 'upstreamCa'> & {
  readonly kind: Configuration['traffic']['engine'];
};

/** What moves the bytes; does not listen yet. */
export async function makeEngine({ logger, nowMs }: World, { kind, ...parts }: EngineParts): Promise<Engine> {
  // Few want it, and nobody else has to wait for its code.
  const createEngine =
    kind === 'safe' ? (await import('../balancer/safe/engine.ts')).createSafeEngine : createCoreEngine;
  return createEngine({ ...parts, onProblem: tellProblem(logger), nowMs });
}

function tellProblem(logger: Logger) {
  return (problem: Error) => logger.warn({ err: problem }, problem.message);
}
