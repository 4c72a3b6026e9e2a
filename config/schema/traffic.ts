// How requests are routed and carried: affinity, trusted proxies, the page for bad moments, the limits of the wire.

import { choice, list, orNull, section, text, whole } from './builders.ts';

const unavailable = section('The page users see while no server can take them (status 503).', {
  title: text('Its heading', { default: 'The CRM is not available at the moment' }),
  text: text('What it says; plain text', {
    default: 'Please try again in a minute. If this goes on, tell your administrator.',
  }),
  retryAfterSeconds: whole('When browsers and programs may try again', {
    default: 30,
    minimum: 1,
    maximum: 86_400,
    unit: 'seconds',
  }),
});

export const routing = section('Which server a request goes to.', {
  mode: choice(
    "proxy: users only ever see the one URL. redirect: a log-on is sent to the server's own address, the vendor's way",
    ['proxy', 'redirect'],
    { default: 'proxy' },
  ),
  cookieName: text('Name of the affinity cookie', { default: 'fairlead', format: 'cookie-name' }),
  trustedProxies: list(
    'Proxies in front of Fairlead whose X-Forwarded fields are believed: addresses or networks such as 10.1.0.0/16',
    text('Address or network', { format: 'network' }),
    { default: [] },
  ),
  unavailable,
});

const ms = (description: string, standard: number, maximum: number) =>
  whole(description, { default: standard, minimum: 100, maximum, unit: 'milliseconds' });

const hourMs = 3_600_000;

const limits = section('Every limit of the wire.', {
  headBytes: whole('Longest head of a request or an answer', {
    default: 65_536,
    minimum: 4_096,
    maximum: 1_048_576,
    unit: 'bytes',
  }),
  fieldCount: whole('Most fields in a head', { default: 200, minimum: 16, maximum: 2_000 }),
  targetBytes: whole('Longest path and query', {
    default: 16_384,
    minimum: 1_024,
    maximum: 262_144,
    unit: 'bytes',
  }),
  headTimeoutMs: ms('From the first byte of a head to its end', 10_000, 600_000),
  bodyTimeoutMs: ms('Silence of a client in the middle of its body', 30_000, 600_000),
  clientIdleMs: ms('A client connection without a request', 75_000, hourMs),
  clientReadTimeoutMs: ms('A client that takes nothing of its answer', 75_000, hourMs),
  bodyBytes: orNull(
    whole('Largest body of a request, without its coding; a larger one is refused (413)', {
      minimum: 65_536,
      maximum: 1_099_511_627_776,
      unit: 'bytes',
    }),
    'no such limit',
  ),
  requestsPerConnection: orNull(
    whole('Requests on one client connection; the answer to the last one closes it', {
      minimum: 1,
      maximum: 1_000_000_000,
    }),
    'no such limit',
  ),
  connectTimeoutMs: ms(
    'Longest wait for a connection to a server, then the next server is asked',
    3_000,
    60_000,
  ),
  serverTimeoutMs: ms(
    'Silence of a server that owes an answer; reports take minutes (F3), so this counts silence, not the whole time',
    600_000,
    4 * hourMs,
  ),
  serverIdleMs: ms(
    "A kept connection to a server without a request; less than the server's own 120 s of IIS",
    60_000,
    115_000,
  ),
  tunnelIdleMs: ms('A WebSocket without a byte either way', hourMs, 24 * hourMs),
  connectionsPerServer: whole('Most connections to one server at once', {
    default: 1_000,
    minimum: 1,
    maximum: 20_000,
  }),
  clientConnections: whole('Most connections of clients at once; a further one is closed at once', {
    default: 10_000,
    minimum: 1,
    maximum: 1_000_000,
  }),
  connectionsPerAddress: orNull(
    whole('Most connections of one client address; routing.trustedProxies are exempt', {
      minimum: 1,
      maximum: 1_000_000,
    }),
    'no such limit',
  ),
});

export const traffic = section('How requests are carried.', {
  engine: choice(
    'What moves the bytes: core is our own strict HTTP/1.1, safe is built on node:http and five times as costly',
    ['core', 'safe'],
    { default: 'core' },
  ),
  workers: whole(
    'How many threads carry requests on the one port, with one view of everything; more than 1 needs Linux or FreeBSD. One is enough for some 15,000 requests a second',
    { default: 1, minimum: 1, maximum: 64 },
  ),
  closeGraceMs: whole('At a stop, how long running requests may finish', {
    default: 10_000,
    minimum: 0,
    maximum: hourMs,
    unit: 'milliseconds',
  }),
  drainDelayMs: whole(
    'At a stop, how long Fairlead says it is not ready (/readyz) and goes on serving before it takes nobody new: time for a balancer in front to look elsewhere',
    { default: 0, minimum: 0, maximum: 600_000, unit: 'milliseconds' },
  ),
  upstreamCaFile: orNull(
    text("PEM file with the authority that signed the CRM servers' certificates", { format: 'file' }),
    "the system's authorities",
  ),
  limits,
});
