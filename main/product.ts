// Makes every part of the product, joins them, and closes them in reverse order. Holds no rules.

import { createAdminServer } from '../admin/server.ts';
import type { Status } from '../admin/status-schema.ts';
import type { CertificateWatch } from '../balancer/certificate-files.ts';
import type { Engine } from '../balancer/engine.ts';
import type { Traffic } from '../balancer/traffic-types.ts';
import { keptClusterKey } from '../cluster/cluster-key.ts';
import type { Directory } from '../cluster/directory/contract.ts';
import type { HealthChecks } from '../cluster/health/checker.ts';
import type { CrmProfile } from '../config/profile.ts';
import { resolveProfile } from '../config/resolve-profile.ts';
import { expandPaths } from '../config/rules/merge-profile.ts';
import type { Configuration } from '../config/schema.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { firstLook, joinDirectory, joinHealth } from './join-parts.ts';
import { makeCertificates, makeChecks, makeDirectory, makeEngine, makeTraffic } from './make-parts.ts';
import { createObservation, type Observation } from './observation.ts';
import { addressUrl, readUpstreamCa, shownUrl } from './part-options.ts';
import { version } from './version.ts';

/** What the product needs of a logger; pino has it. */
export type Logger = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type ProductOptions = {
  readonly configuration: Configuration;
  readonly logger: Logger & Parameters<typeof createAdminServer>[0]['logger'];
  readonly nowMs: () => number;
};

export type Product = {
  /** The one URL, and where operators look. */
  readonly url: string;
  readonly adminUrl: string;
  /** Where the traffic listener really is, whatever the public URL says. */
  readonly port: number;
  status(): Status;
  /** Stops taking requests, lets running ones finish, writes what must survive. */
  close(): Promise<void>;
};

/** Everything that was made, for those who look at it. */
export type Parts = {
  readonly configuration: Configuration;
  readonly profile: CrmProfile;
  readonly traffic: Traffic;
  readonly directory: Directory;
  readonly checks: HealthChecks;
  readonly engine: Engine;
  readonly certificates: CertificateWatch | undefined;
};

type Closing = (() => Promise<void> | void)[];

/**
 * Starts the product. Rejects only where it can never work as configured (a port taken, a certificate that cannot be
 * read); without a database it serves the servers it knew last, and without any it says so and goes on trying.
 */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const closing: Closing = [];
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each();
  };
  try {
    return await startParts(options, closing, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(
  options: ProductOptions,
  closing: Closing,
  close: () => Promise<void>,
): Promise<Product> {
  const { configuration, logger, nowMs } = options;
  const profile = expandPaths(resolveProfile(configuration));
  const clusterKey = configuration.cluster.key ?? (await keptClusterKey(configuration.dataDirectory));
  const upstreamCa = await readUpstreamCa(configuration);

  const traffic = makeTraffic(options, profile, clusterKey);
  closing.push(() => traffic.close());
  const directory = makeDirectory(options, profile, clusterKey);
  closing.push(() => directory.close());
  const checks = makeChecks(options, profile, upstreamCa);
  closing.push(() => checks.close());
  joinDirectory({ directory, traffic, checks });
  joinHealth({ directory, traffic, checks, logger });
  const started = await directory.start();
  if (started.kind === 'refused')
    logger.error({ mend: started.mend }, `no servers known yet: ${started.text}`);

  await firstLook(checks, directory);
  const certificates = await makeCertificates(options, (identities) => {
    engine.setTls(identities);
    logger.info({}, 'a renewed certificate is in use');
  });
  if (certificates) closing.push(() => certificates.close());
  const engine = makeEngine(options, { traffic, upstreamCa, tls: certificates?.identities() });
  closing.push(() => engine.close(configuration.traffic.closeGraceMs));
  const { host, port: wantedPort } = configuration.listen;
  const port = await engine.listen({ host, port: wantedPort });
  const url = shownUrl(configuration, port);
  const parts: Parts = { configuration, profile, traffic, directory, checks, engine, certificates };
  const observation = createObservation({ parts, url, nowMs });
  closing.push(() => observation.close());
  const adminUrl = await startAdmin(options, observation, closing);
  logger.info({ url, adminUrl }, `serving ${url}; status and metrics at ${adminUrl}`);
  return { url, adminUrl, port, status: observation.status, close };
}

async function startAdmin(
  { configuration, logger }: ProductOptions,
  observation: Observation,
  closing: Closing,
) {
  const { host, port: wantedPort } = configuration.admin;
  const metrics = createMetrics({ sources: observation.sources, words: observation.words, version });
  const server = createAdminServer({ status: observation.status, metrics, ready: observation.ready, logger });
  closing.push(() => server.close());
  const port = await server.listen({ host, port: wantedPort });
  return addressUrl('http', host, port);
}
