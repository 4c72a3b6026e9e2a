// What the product tells of itself: the status document, readiness, and what metrics are read from. Reads the parts;
// decides nothing.

import type { DrainView } from '../admin/rules/admin-status.ts';
import { buildStatus } from '../admin/rules/status.ts';
import type { Status } from '../admin/status-schema.ts';
import type { Directory } from '../cluster/directory/contract.ts';
import type { Health, Notice, ServerId } from '../cluster/model.ts';
import type { ConfigurationSample, KnownWords, MetricsSources } from '../metrics/sources.ts';
import { filesSample } from './files-sample.ts';
import { workerViews } from './make-crew.ts';
import type { AllParts } from './manage/manage.ts';
import { rolesStatus } from './manage/roles-document.ts';
import {
  budgetStatus,
  filesStatus,
  maintenanceStatus,
  metadataStatus,
  runStatus,
} from './manage/status-sections.ts';
import {
  budgetSample,
  clusterSample,
  engineSample,
  knownWords,
  maintenanceSamples,
  metadataSamples,
  roleSamples,
  runSample,
  serverSamples,
  trafficSample,
} from './metric-samples.ts';
import { onceATurn } from './once-a-turn.ts';
import { name, version } from './version.ts';

export type Observation = {
  readonly sources: MetricsSources;
  readonly words: KnownWords;
  status(): Status;
  /** Ready from the first moment it listens to the moment it is to stop, while at least one server can take people. */
  ready(): { readonly ready: boolean; readonly because: readonly string[] };
};

/** How far the product is with its own life. */
export type Phase = 'starting' | 'serving' | 'stopping';

export type ObservationOptions = {
  readonly parts: AllParts;
  readonly url: () => string;
  readonly phase: () => Phase;
  /** What the parts cannot tell: of files, logs and limits. */
  readonly notices: () => readonly Notice[];
  readonly lastLoad: () => { readonly successful: boolean; readonly successAtMs: number };
  readonly nowMs: () => number;
};

/** Nothing is computed before somebody asks. */
export function createObservation(options: ObservationOptions): Observation {
  const { parts, nowMs } = options;
  const startedAtMs = nowMs();
  const status = () =>
    statusOf(parts, { url: options.url(), startedAtMs, nowMs: nowMs(), notices: options.notices() });
  // A scrape asks several sources that all read of the status.
  const scraped = onceATurn(status);
  return {
    status,
    words: knownWords,
    ready() {
      const phase = options.phase();
      if (phase !== 'serving') return { ready: false, because: [`Fairlead is ${phase}`] };
      const { state, notices } = status();
      // Doubted checks do not stop traffic, so nobody in front of us should stop it either.
      if (state !== 'none-serving' || parts.checks.doubted()) return { ready: true, because: [] };
      return { ready: false, because: notices.filter(isFault).map((each) => each.text) };
    },
    sources: {
      servers: () => serverSamples(scraped(), parts),
      traffic: () => trafficSample(parts),
      engine: () => engineSample(parts.engine),
      cluster: () => clusterSample(scraped(), parts),
      configuration: () => configurationSample(parts, options.lastLoad()),
      budget: () => budgetSample(parts.managed.budget),
      metadata: () => metadataSamples(parts.managed.metadata),
      files: () => filesSample(parts.managed),
      maintenance: () => maintenanceSamples(parts.managed, options.nowMs()),
      run: () => runSample(scraped()),
      roles: () => roleSamples(scraped()),
    },
  };
}

function configurationSample(
  { current }: AllParts,
  lastLoad: ReturnType<ObservationOptions['lastLoad']>,
): ConfigurationSample {
  const { certificates } = current;
  return {
    lastLoadSuccessful: lastLoad.successful,
    lastLoadSuccessAtMs: lastLoad.successAtMs,
    certificates: certificates ? [{ name: 'default', notAfterMs: certificates.notAfterMs() }] : [],
  };
}

type Moment = {
  readonly url: string;
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly notices: readonly Notice[];
};

function statusOf(parts: AllParts, moment: Moment): Status {
  const { current, directory, checks, traffic, leaving, managed, engine } = parts;
  const { configuration, profile } = current;
  const topology = directory.topology();
  const servers = topology?.servers ?? [];
  const notices = directory.notices(moment.nowMs);
  return buildStatus({
    nowMs: moment.nowMs,
    product: { name, version, startedAtMs: moment.startedAtMs },
    url: moment.url,
    profile: profile.title,
    topology,
    topologyProblem: notices.find((each) => each.code === 'topology-refused')?.text,
    leader: leaderOf(managed),
    peers: managed.peers.view(),
    database: databaseOf(directory),
    counts: {
      readAtMs: directory.counts()?.endedAtMs,
      staleAfterMs: configuration.cluster.staleAfterMs,
    },
    health: new Map<ServerId, Health>(servers.map(({ id }) => [id, checks.healthOf(id)])),
    probes: new Map(servers.map(({ id }) => [id, checks.probesOf(id)])),
    admin: new Map(servers.map(({ id }) => [id, managed.wanted.adminOf(id)])),
    drains: new Map(servers.flatMap(({ id }) => drainOf(id, managed))),
    load: traffic.loads(),
    leaving: leaving.servers(),
    lockedByName: managed.lock.name(),
    storm: traffic.storm(),
    workers: workersOf(engine),
    warmUps: new Map(servers.flatMap(({ id }) => entryOf(id, managed.warmUp.view(id)))),
    versions: new Map(servers.flatMap(({ id }) => versionOf(id, checks.healthOf(id)))),
    checksDoubted: checks.doubted(),
    metadata: metadataStatus(managed.metadata),
    budget: budgetStatus(managed.budget),
    files: filesStatus(managed.files),
    maintenance: maintenanceStatus(managed.maintenance, moment.nowMs),
    run: runStatus(managed.upgrades, moment.nowMs),
    roles: rolesStatus(managed.roles),
    notices: [
      ...notices,
      ...checks.notices(),
      ...traffic.notices(),
      ...managed.notices(moment.nowMs),
      ...moment.notices,
    ],
  });
}

function versionOf(id: ServerId, { lastCheck }: Health): readonly [ServerId, string][] {
  return lastCheck?.version === undefined ? [] : [[id, lastCheck.version]];
}

function workersOf(engine: AllParts['engine']): Status['workers'] {
  const views = workerViews(engine);
  return {
    wanted: views.length,
    running: views.filter(({ running }) => running).length,
    restarts: views.reduce((sum, { restarts }) => sum + restarts, 0),
  };
}

function leaderOf({ leadership }: AllParts['managed']): Parameters<typeof buildStatus>[0]['leader'] {
  const { state, sinceMs, fence, failure } = leadership.view();
  return { state, sinceMs, fence, problem: failure?.text };
}

function drainOf(id: ServerId, { wanted }: AllParts['managed']): readonly [ServerId, DrainView][] {
  const view = wanted.drainOf(id);
  return view === undefined ? [] : [[id, view]];
}

function databaseOf(directory: Directory): Parameters<typeof buildStatus>[0]['database'] {
  const now = directory.state();
  return {
    state: now.state === 'static' ? 'unused' : now.state,
    sinceMs: now.sinceMs,
    problem: now.state === 'lost' ? now.failure.text : undefined,
  };
}

const isFault = ({ severity }: Status['notices'][number]) => severity === 'fault';

function entryOf<Value>(id: ServerId, value: Value | undefined): readonly (readonly [ServerId, Value])[] {
  return value === undefined ? [] : [[id, value]];
}
