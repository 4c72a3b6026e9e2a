// Makes every part of the product, joins them, and closes them in reverse order. Holds no rules.

import type { ReloadAnswer } from '../admin/reload-schema.ts';
import { createAdminServer } from '../admin/server.ts';
import type { Status } from '../admin/status-schema.ts';
import { keptClusterKey } from '../cluster/cluster-key.ts';
import type { ServerId } from '../cluster/model.ts';
import { createServerIds } from '../cluster/server-id.ts';
import { resolveProfile } from '../config/resolve-profile.ts';
import { expandPaths } from '../config/rules/merge-profile.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { makeAccessLog } from './access-logging.ts';
import { countEvents } from './event-counts.ts';
import { firstLook, joinDirectory, joinHealth } from './join-parts.ts';
import { createLaterMetrics } from './later-metrics.ts';
import { makeLeaving } from './leaving-servers.ts';
import { listenTelling } from './listening.ts';
import { makeCrew } from './make-crew.ts';
import {
  makeCertificates,
  makeChecks,
  makeDirectory,
  makeEngine,
  makeTraffic,
  watchAdminCertificate,
} from './make-parts.ts';
import { type AllParts, createManaged, type Managed } from './manage/manage.ts';
import { createObservation, type Observation, type Phase } from './observation.ts';
import { createOwnNotices } from './own-notices.ts';
import { addressUrl, createExemption, readUpstreamCa, shownUrl, trafficLimits } from './part-options.ts';
import type { Current, Parts, ProductOptions } from './parts.ts';
import { createReload, type Reload } from './reload.ts';
import { createSwitchingDirectory } from './reload-directory.ts';
import { drainEngine } from './stopping.ts';
import { version } from './version.ts';

const usualSettings = {
  listen: { host: 'listen.host', port: 'listen.port' },
  admin: { host: 'admin.host', port: 'admin.port' },
};

export type Product = {
  /** The one URL, and where operators look. */
  readonly url: string;
  readonly adminUrl: string;
  /** Where the traffic listener really is, whatever the public URL says. */
  readonly port: number;
  status(): Status;
  /** Takes up a changed configuration, or says why not; undefined where there is none to read. */
  readonly reload: (() => Promise<ReloadAnswer>) | undefined;
  /**
   * Is not ready any more, stops taking requests, lets running ones finish, writes what must survive. `cut` aborted:
   * nothing is waited for any more. A second call resolves with the first.
   */
  close(cut?: AbortSignal): Promise<void>;
};

/** What is to be closed, in the order it was made, and how far the product is with its life. */
type Life = {
  phase: Phase;
  readonly closing: ((cut: AbortSignal) => Promise<unknown> | unknown)[];
};

const never = new AbortController().signal;

/**
 * Starts the product. Rejects only where it can never work as configured (a port taken, a certificate that cannot be
 * read); without a database it serves the servers it knew last, and without any it says so and goes on trying.
 */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const life: Life = { phase: 'starting', closing: [] };
  const closeAll = async (cut: AbortSignal) => {
    life.phase = 'stopping';
    for (const each of life.closing.splice(0).reverse()) {
      try {
        await each(cut);
      } catch (error) {
        // What comes after it has to be written all the same.
        options.logger.error({ err: error }, `something did not close: ${(error as Error).message}`);
      }
    }
  };
  let closed: Promise<void> | undefined;
  const close = (cut = never) => {
    closed ??= closeAll(cut);
    return closed;
  };
  try {
    return { ...(await startParts(options, life)), close };
  } catch (error) {
    await close(AbortSignal.abort());
    throw error;
  }
}

async function startParts(options: ProductOptions, life: Life): Promise<Omit<Product, 'close'>> {
  const { configuration, logger, nowMs } = options;
  const clusterKey = configuration.cluster.key ?? (await keptClusterKey(configuration.dataDirectory));
  const upstreamCa = await readUpstreamCa(configuration);
  const parts = await makeParts(options, life, { clusterKey, upstreamCa });
  const reload = startReload(options, life, { parts, clusterKey, upstreamCa });
  const { host, port: wantedPort } = configuration.listen;
  let port: number | undefined;
  const observation = createObservation({
    parts,
    url: () => shownUrl(parts.current.configuration, port ?? wantedPort),
    phase: () => life.phase,
    notices: createOwnNotices(parts, reload.notices, options),
    lastLoad: reload.lastLoad,
    nowMs,
  });
  // The admin listener is there before traffic and until after it: who looks sees the start and the end.
  const reloadIfAny = options.load && reload.reload;
  const { sources, words } = observation;
  const metrics = createLaterMetrics({ sources, words, version });
  const adminUrl = await startAdmin(options, { parts, observation, metrics, reload: reloadIfAny, life });
  life.closing.push(() => parts.engine.close(0));
  port = await listenTelling(parts.engine, {
    what: 'The one URL',
    settings: (options.addressSettings ?? usualSettings).listen,
    address: { host, port: wantedPort },
  });
  parts.current.port = port;
  // Only what was there for people has to take leave of them.
  life.closing.push((cut) =>
    drainEngine(parts.engine, { ...parts.current.configuration.traffic, cut, logger }),
  );
  life.phase = 'serving';
  parts.managed.start();
  const { url } = observation.status();
  logger.info({ url, adminUrl }, `serving ${url}; status and metrics at ${adminUrl}`);
  return { url, adminUrl, port, status: observation.status, reload: reloadIfAny };
}

type Secrets = { readonly clusterKey: string; readonly upstreamCa: string | undefined };

async function makeParts(
  options: ProductOptions,
  { closing }: Life,
  { clusterKey, upstreamCa }: Secrets,
): Promise<AllParts> {
  const { configuration, logger } = options;
  const profile = expandPaths(resolveProfile(configuration));
  const current: Current = { configuration, profile, certificates: undefined, accessLog: undefined };
  // A server that fails live requests is checked at once.
  const traffic = makeTraffic(options, current, clusterKey, (id) => checks.checkNow(id));
  closing.push(() => traffic.close());
  const onProblem = (problem: Error) => logger.warn({ err: problem }, problem.message);
  const directory = createSwitchingDirectory(makeDirectory(options, current, clusterKey), onProblem);
  closing.push(() => directory.close());
  const checks = makeChecks(options, current, upstreamCa);
  closing.push(() => checks.close());
  const events = countEvents(checks, directory);
  closing.push(() => events.close());
  // What people want of servers is made last, and the list of servers may come before it.
  const later: { managed?: Managed } = {};
  const wantedOf = (id: ServerId) => later.managed?.wanted.adminOf(id);
  const leaving = makeLeaving(options, { traffic, checks: () => checks, current, wantedOf });
  closing.push(() => leaving.close());
  await leaving.recall();
  joinDirectory({ directory, traffic, checks, leaving });
  joinHealth({ directory, traffic, checks, logger });
  const started = await directory.start();
  if (started.kind === 'refused')
    logger.error({ mend: started.mend }, `no servers known yet: ${started.text}`);
  await firstLook(checks, directory);

  current.accessLog = await makeAccessLog(configuration, options);
  closing.push(() => current.accessLog?.close());
  current.certificates = await makeCertificates(options, configuration, (identities) => {
    engine.setTls(identities);
    logger.info({}, 'a renewed certificate is in use');
  });
  closing.push(() => current.certificates?.close());
  const isExempt = createExemption(() => current.configuration);
  const wire = {
    limits: trafficLimits(configuration, isExempt),
    tls: current.certificates?.identities(),
    upstreamCa,
  };
  const crew = await makeCrew(options, { ...wire, current, traffic });
  const kind = configuration.traffic.engine;
  const engine = crew ?? (await makeEngine(options, { ...wire, kind, rules: traffic }));
  const idOf = createServerIds(clusterKey);
  const joined = { current, traffic, directory, idOf, checks, leaving, events, engine, upstreamCa, crew };
  const managed = createManaged({ parts: joined, logger, nowMs: options.nowMs });
  later.managed = managed;
  closing.push(() => managed.close());
  return { ...joined, managed };
}

function startReload(options: ProductOptions, life: Life, made: Secrets & { readonly parts: Parts }): Reload {
  const { configuration, load, onConfiguration } = options;
  const reload = createReload({
    ...made,
    world: options,
    load: load ?? (() => ({ ok: true, configuration, warnings: [] })),
    stopping: () => life.phase === 'stopping',
    onConfiguration: onConfiguration ?? (() => undefined),
  });
  // Whatever it has just made is closed with the rest.
  life.closing.push(() => reload.settled());
  return reload;
}

type AdminParts = {
  readonly parts: AllParts;
  readonly observation: Observation;
  readonly metrics: Metrics;
  readonly reload: (() => Promise<ReloadAnswer>) | undefined;
  readonly life: Life;
};

async function startAdmin(
  { configuration, logger, addressSettings = usualSettings }: ProductOptions,
  { parts, observation, metrics, reload, life }: AdminParts,
): Promise<string> {
  const { host, port: wantedPort, tls: files } = configuration.admin;
  const watch = await watchAdminCertificate({ logger }, files, (identity) => server.renew(identity));
  life.closing.push(() => watch?.close());
  const tls = watch?.identities()[0];
  const { status, ready } = observation;
  const { operations } = parts.managed;
  const tokens = () => parts.current.configuration.admin.tokens;
  const server = createAdminServer({ status, metrics, ready, reload, operations, tokens, tls, logger });
  life.closing.push(() => server.close());
  const port = await listenTelling(server, {
    what: 'The admin listener',
    settings: addressSettings.admin,
    address: { host, port: wantedPort },
  });
  return addressUrl(tls === undefined ? 'http' : 'https', host, port);
}
