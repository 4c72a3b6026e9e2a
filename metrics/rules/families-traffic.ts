// Metrics of the traffic: decisions about log-ons, requests and their durations, failures, connections. Pure;
// every label has a closed set, so a stranger's method, path or user name never makes a series.

import type { Count, DurationBuckets, KnownWords, Snapshot, TrafficSample } from '../sources.ts';
import type { Family, Sample } from './family.ts';
import { filled, histogram, single } from './family.ts';

const codes = ['1xx', '2xx', '3xx', '4xx', '5xx', 'none'] as const;
/** Methods that have series from the start; the others appear once used. */
const usualMethods = ['GET', 'POST'] as const;
const rareMethods = ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

type Words = (words: KnownWords) => readonly string[];

const counter = <Word extends string>(
  name: string,
  help: string,
  label: Word,
  [counts, words]: readonly [(traffic: TrafficSample) => readonly Count<Word>[], Words],
): Family => ({
  name,
  help,
  type: 'counter',
  labels: [label],
  read: (snapshot) => filled(counts(snapshot.traffic), [[label, words(snapshot.words)]]),
});

const serverCounter = <Word extends string>(
  name: string,
  help: string,
  label: Word,
  [counts, words]: readonly [(traffic: TrafficSample) => readonly Count<'server' | Word>[], Words],
): Family => ({
  name,
  help,
  type: 'counter',
  labels: ['server', label],
  read: (snapshot) =>
    filled(counts(snapshot.traffic), [
      ['server', namesOf(snapshot)],
      [label, words(snapshot.words)],
    ]),
});

const durations = (
  name: string,
  help: string,
  buckets: (traffic: TrafficSample) => readonly DurationBuckets[],
): Family => ({
  name,
  help,
  type: 'histogram',
  labels: ['server'],
  read: ({ traffic, servers }) => histogram(buckets(traffic), servers),
});

const engineGauge = (name: string, help: string, value: (snapshot: Snapshot) => number): Family => ({
  name,
  help,
  type: 'gauge',
  labels: [],
  read: (snapshot) => single(value(snapshot)),
});

/** Families about log-ons: where they went, why, and how they ended. */
export const logOnFamilies: readonly Family[] = [
  serverCounter(
    'fairlead_login_decisions_total',
    'Log-ons sent to a server, by the reason why it was chosen.',
    'reason',
    [(traffic) => traffic.decisions, (words) => words.decisionReasons],
  ),
  counter('fairlead_login_rejections_total', 'Log-ons that no server took, by the reason.', 'reason', [
    (traffic) => traffic.rejections,
    (words) => words.rejectionReasons,
  ]),
  serverCounter(
    'fairlead_login_outcomes_total',
    'How log-ons ended on a server, as read from its answers.',
    'outcome',
    [(traffic) => traffic.outcomes, (words) => words.logOnOutcomes],
  ),
  counter('fairlead_affinity_total', 'Requests by what became of their affinity to a server.', 'result', [
    (traffic) => traffic.affinity,
    (words) => words.affinityResults,
  ]),
];

/** Families about requests and connections. */
export const requestFamilies: readonly Family[] = [
  {
    name: 'fairlead_http_requests_total',
    help: 'Requests sent to a server, by class of the status the client saw (none: it saw none) and method.',
    type: 'counter',
    labels: ['server', 'code', 'method'],
    read: requests,
  },
  durations(
    'fairlead_http_request_duration_seconds',
    'From the complete request head to the end of the answer.',
    (traffic) => traffic.durations,
  ),
  durations(
    'fairlead_upstream_connect_seconds',
    'From the complete request head to a connection to the server; kept connections count with almost nothing.',
    (traffic) => traffic.connects,
  ),
  durations(
    'fairlead_upstream_first_byte_seconds',
    'From the complete request head to the first byte of the answer of the server.',
    (traffic) => traffic.firstBytes,
  ),
  serverCounter(
    'fairlead_upstream_failures_total',
    'Requests that failed on the side of a server, by kind.',
    'kind',
    [(traffic) => traffic.failures, (words) => words.failureKinds],
  ),
  counter(
    'fairlead_retries_total',
    'Requests sent again after no connection came about or a kept one was closed; never what could take effect twice.',
    'reason',
    [(traffic) => traffic.retries, (words) => words.retryReasons],
  ),
  counter('fairlead_replies_total', 'Answers of our own instead of a server, by the reason.', 'reason', [
    (traffic) => traffic.replies,
    (words) => words.replyReasons,
  ]),
  counter(
    'fairlead_exchanges_total',
    'Requests by how they ended; the words are those of the access log.',
    'end',
    [(traffic) => traffic.ends, (words) => words.endReasons],
  ),
  {
    name: 'fairlead_access_log_lost_lines_total',
    help: 'Lines of the access log that were dropped, because traffic does not wait for a slow disk or reader.',
    type: 'counter',
    labels: [],
    read: ({ traffic }) => single(traffic.lostLogLines),
  },
  engineGauge(
    'fairlead_workers',
    'Threads that carry the traffic now.',
    ({ engine }) => engine.workers.filter(({ running }) => running).length,
  ),
  {
    name: 'fairlead_worker_restarts_total',
    help: 'How often a thread that carries traffic died and was replaced.',
    type: 'counter',
    labels: ['worker'],
    read: ({ engine }) =>
      engine.workers.map(({ worker, restarts }) => ({ labels: { worker }, value: restarts })),
  },
  {
    name: 'fairlead_worker_client_connections',
    help: 'Open connections from clients, by the thread that has them.',
    type: 'gauge',
    labels: ['worker'],
    read: ({ engine }) =>
      engine.workers.map(({ worker, clientConnections }) => ({
        labels: { worker },
        value: clientConnections,
      })),
  },
  engineGauge(
    'fairlead_client_connections',
    'Open connections from clients.',
    ({ engine }) => engine.clientConnections,
  ),
  engineGauge(
    'fairlead_upstream_connections',
    'Open connections to servers.',
    ({ engine }) => engine.upstreamConnections,
  ),
  engineGauge(
    'fairlead_upstream_idle_connections',
    'Open connections to servers that wait for a request.',
    ({ engine }) => engine.upstreamIdle,
  ),
  engineGauge('fairlead_websockets_active', 'Open WebSockets.', ({ engine }) => engine.tunnels),
  {
    name: 'fairlead_bad_requests_total',
    help: 'Requests refused because they were malformed or beyond a limit.',
    type: 'counter',
    labels: [],
    read: ({ engine }) => single(engine.badRequestsTotal),
  },
];

/** Methods that are not usual have a series only once they were counted. */
function requests(snapshot: Snapshot): Sample[] {
  return filled(snapshot.traffic.requests, [
    ['server', namesOf(snapshot)],
    ['code', codes],
    ['method', [...usualMethods, ...rareMethods]],
  ]).filter(({ labels, value }) => value > 0 || usualMethods.some((method) => method === labels.method));
}

function namesOf({ servers }: Snapshot): readonly string[] {
  return servers.map((server) => server.name);
}
