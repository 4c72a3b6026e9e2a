// The status document as one schema: type, JSON Schema for clients, and check of what the CLI is answered. Within
// schema 1 keys may be added; none is removed or changes its meaning, and every key is always there.

import { type Static, Type } from 'typebox';
import { instant, instantOrNull, number, numberOrNull, text, textOrNull, words } from './schema-words.ts';
import {
  BudgetSection,
  FilesSection,
  MaintenanceSection,
  MetadataSection,
  RolesSection,
  RunSection,
} from './status-sections.ts';

const LastCheckSchema = Type.Object({
  text: text('one sentence: what was asked and what came back'),
  at: instant('when it ended'),
  durationMs: number('how long it took'),
  healthy: Type.Boolean(),
});

const DrainSchema = Type.Object(
  {
    startedWith: number('people when it began'),
    left: numberOrNull('people who are still there; null while the server is not in the list'),
    idle: numberOrNull('of them: idle for longer than the limit'),
    oldestActivity: instantOrNull('when the one who has been quiet for the longest was last seen'),
    perMinute: numberOrNull('how many leave a minute; null while nothing can be said'),
    eta: instantOrNull('when the last one will have left at that rate'),
    deadline: instantOrNull('null is none'),
    afterDeadline: words('keep', 'now', 'maintenance'),
    end: Type.Union([words('drained', 'deadline-reached'), Type.Null()], {
      description: 'how it ended; null while it goes on',
    }),
    endedAt: instantOrNull('when it ended'),
    leftAtEnd: numberOrNull('people who were still there then'),
  },
  { description: 'how a drain goes; also of the maintenance that followed it' },
);

/** What is wanted of a server. */
export const AdminSchema = Type.Object(
  {
    state: words('in-service', 'draining', 'maintenance', 'unknown'),
    since: instant('since when'),
    by: textOrNull('who asked for it'),
    reason: textOrNull('why'),
    until: instantOrNull('how long it is meant to last'),
    policy: Type.Union([words('finish', 'no-extension', 'now'), Type.Null()]),
    idleLimitMs: numberOrNull('with no-extension: who is idle for longer has to log on elsewhere'),
    forgotten: Type.Boolean({ description: 'it lasts longer than it was meant to' }),
    drain: Type.Union([DrainSchema, Type.Null()]),
  },
  { description: 'wanted by a person or a run' },
);

const ServerSchema = Type.Object({
  id: text('opaque, stable'),
  name: text('as in ServerNames'),
  position: number('place in ServerNames, 0 is the master'),
  origin: text('where requests are sent to'),
  state: words(
    'serving',
    'full',
    'going-up',
    'going-down',
    'down',
    'ejected',
    'warming',
    'draining',
    'maintenance',
    'unknown',
  ),
  stateSince: instantOrNull('since when; null where that is not known (full)'),
  admin: AdminSchema,
  health: Type.Object(
    {
      state: words('unknown', 'up', 'down', 'going-up', 'going-down'),
      since: instant('since when'),
      step: numberOrNull('checks of a transition passed so far'),
      steps: numberOrNull('checks a transition takes'),
      lastCheck: Type.Union([LastCheckSchema, Type.Null()]),
      probes: Type.Array(
        Type.Object({
          name: words('connect', 'log-on-page', 'tomcat', 'service-log-on', 'version'),
          state: words('unknown', 'up', 'down', 'going-up', 'going-down'),
          decides: Type.Boolean({ description: 'the server is down while this probe is' }),
          since: instant('since when it has this state'),
          step: numberOrNull('checks of a transition passed so far'),
          steps: numberOrNull('checks a transition takes'),
          lastCheck: Type.Union([LastCheckSchema, Type.Null()]),
        }),
        { description: 'what a check looks at, from shallow to deep' },
      ),
    },
    { description: 'observed' },
  ),
  users: Type.Object(
    {
      effective: number('what decisions use'),
      database: numberOrNull('at the last poll; null while the database told none'),
      observed: number('sessions seen here within the idle time-out'),
      pending: number('log-ons that the last poll cannot have counted'),
    },
    { description: 'people, not requests' },
  ),
  logOns: Type.Object(
    {
      underWay: number('log-ons on their way there'),
      places: number('how many may be at once'),
      warmth: words('warm', 'ramping', 'cold'),
      since: instantOrNull('since when; null where nothing is known since the start'),
    },
    { description: 'how careful log-ons are with this server' },
  ),
  warmUp: Type.Union(
    [
      Type.Object({
        because: words(
          'refused-then-back',
          'unavailable-then-back',
          'sessions-lost',
          'process-started',
          'asked-for',
        ),
        since: instant('since when'),
        step: Type.Union([
          words('connections', 'static-page', 'log-on-page', 'service-log-on', 'custom-page', 'tomcat'),
          Type.Null(),
        ]),
        at: number('which step it is, from 1'),
        of: number('of how many'),
        lastAnswer: textOrNull('one sentence: what was asked last and what came back'),
        late: Type.Boolean({ description: 'it takes longer than it may' }),
      }),
      Type.Null(),
    ],
    { description: 'how the warm-up after a restart goes; null where there is none' },
  ),
  ejectedUntil: instantOrNull('how long it gets nothing because live requests failed; null where it is not'),
  inFlightRequests: number('sent there and not yet answered'),
  weight: number('share of log-ons relative to the others'),
  maxUsers: numberOrNull('cap; null is none'),
  version: textOrNull('version of the CRM there; null is not told'),
});

/** JSON Schema of `GET /api/v1/status`. */
export const StatusSchema = Type.Object({
  schema: Type.Literal(1),
  at: instant('when this document was made; ages and durations are relative to it'),
  product: Type.Object({
    name: text('name of the product'),
    version: text('its version'),
    startedAt: instant('when it started'),
    uptimeSeconds: number('since then'),
  }),
  state: words('serving', 'degraded', 'none-serving'),
  url: text('the one URL users open'),
  topology: Type.Object({
    source: Type.Union([words('database', 'last-good', 'configuration'), Type.Null()]),
    readAt: instantOrNull('when the list of servers was read'),
    ageSeconds: numberOrNull('since then'),
    problem: textOrNull('why a newer list was not taken'),
  }),
  database: Type.Object({
    state: words('live', 'connecting', 'lost', 'unused'),
    since: instantOrNull('since when'),
    problem: textOrNull('what the last try said'),
  }),
  leader: Type.Object(
    {
      state: words('leading', 'following', 'unknown', 'alone'),
      since: instantOrNull('since when'),
      fence: number('stands in journals: later leaders have higher ones; 0 while it never led'),
      problem: textOrNull('why it cannot be asked who leads'),
    },
    { description: 'whether jobs run here or in another Fairlead over the same database' },
  ),
  peers: Type.Array(
    Type.Object({
      peer: text('its name in peers.others'),
      state: words('joined', 'one-way', 'lost', 'never-heard'),
      since: instant('since when'),
      lagMs: number('for how long something has been waiting to be known there; 0 where all is'),
      clockAheadMs: numberOrNull('how far its clock is ahead of ours; null while it was never heard'),
      problem: textOrNull('why it could not be told something the last time'),
    }),
    { description: 'other Fairleads over the same cluster, with whom this one decides as one' },
  ),
  counts: Type.Object({
    readAt: instantOrNull('when users were last counted in the database'),
    ageSeconds: numberOrNull('since then'),
    stale: Type.Boolean({ description: 'true where decisions do without them' }),
  }),
  crm: Type.Object({
    profile: text('kind of CRM'),
    version: textOrNull('null is not told'),
    ownBalancing: Type.Union([Type.Boolean(), Type.Null()]),
    dtlsServer: textOrNull('server of detached table-level scripts'),
    lock: Type.Union([
      Type.Object({
        by: text('who locked the system: the id of a user'),
        name: textOrNull('what that user logs on as; null where the database does not tell'),
        since: instantOrNull('since when'),
        lapsesAt: instantOrNull('when it lapses by itself'),
      }),
      Type.Null(),
    ]),
  }),
  workers: Type.Object(
    {
      wanted: number('how many threads are to carry the traffic'),
      running: number('how many do'),
      restarts: number('how often one died and was replaced'),
    },
    { description: 'see traffic.workers' },
  ),
  logOnQueue: Type.Object({
    waiting: number('log-ons that wait for a server to take them'),
    limit: number('how many may'),
    oldestSeconds: numberOrNull('how long the first one has waited; null where none does'),
  }),
  balance: Type.Object({
    users: number('on all servers'),
    skew: numberOrNull('most minus fewest over the servers that serve; null while none does'),
    lightest: textOrNull('name of the server the next log-on goes to; null is none'),
  }),
  metadata: MetadataSection,
  budget: BudgetSection,
  files: FilesSection,
  maintenance: MaintenanceSection,
  run: RunSection,
  roles: RolesSection,
  servers: Type.Array(ServerSchema),
  leavingServers: Type.Array(
    Type.Object({
      id: text('opaque, stable'),
      name: text('as it was in ServerNames'),
      origin: text('where its requests are sent to'),
      since: instant('when it was missed in the list'),
      until: instant('when those who are still there are sent to another server'),
      sessions: number('sessions that go on there'),
      inFlightRequests: number('sent there and not yet answered'),
    }),
    { description: 'taken out of the list, and not empty yet; they get no log-on' },
  ),
  notices: Type.Array(
    Type.Object({
      severity: words('info', 'warning', 'fault'),
      code: text('from a closed set'),
      text: text('what is the case'),
      mend: text('what to do about it'),
    }),
  ),
});

/** The status document. */
export type Status = Static<typeof StatusSchema>;
export type ServerStatus = Status['servers'][number];
export type ServerStateWord = ServerStatus['state'];
