// What is said of the CRM and its servers: profile, per-server settings, how the cluster is read and checked.

import { profileNames } from '../profiles.ts';
import { choice, flag, list, named, number, orNull, section, share, text, whole } from './builders.ts';
import { profileOverrides } from './overrides.ts';
import { serverRemote } from './remote.ts';

export const crm = section('What kind of CRM it is, and how its servers are addressed.', {
  profile: choice('What is known of this kind of CRM', profileNames, { default: 'sage-crm' }),
  scheme: choice('How Fairlead speaks to the CRM servers', ['https', 'http'], { default: 'https' }),
  port: orNull(
    whole('Port of the CRM servers', { minimum: 1, maximum: 65_535 }),
    'what the CRM says (HTTPPort), but 443 where the scheme is https and the CRM says 80',
  ),
  serviceAccount: orNull(
    section(
      'An account of the CRM that is for Fairlead alone: with it a server that has restarted is warmed by a real ' +
        'log-on, as an administrator does by hand (F2, F4). It is logged off again and never counted as a user',
      {
        user: text('What it logs on as', { examples: ['fairlead'] }),
        password: text('Its password; best taken from the environment or a file', { secret: true }),
      },
    ),
    'Fairlead logs on nowhere',
  ),
  overrides: profileOverrides,
});

const server = section('Settings of one server', {
  origin: orNull(
    text('Scheme, host and port to send its requests to; no path', {
      format: 'origin',
      examples: ['https://crmweb1.example.com'],
    }),
    'made from its name, crm.scheme and crm.port',
  ),
  weight: number('Its share of the log-ons relative to the others', {
    default: 1,
    minimum: 0.01,
    maximum: 100,
  }),
  maxUsers: orNull(
    whole('No log-on is sent to it once it has this many users', { minimum: 1, maximum: 100_000 }),
    'no such limit',
  ),
  verifyCertificate: flag('Check its certificate (HTTPS); false only for a network you trust', {
    default: true,
  }),
  remote: serverRemote,
});

export const servers = named(
  'What is different for single servers, by the name the CRM has for them (ServerNames). With `database: null` ' +
    'these are all the servers there are, the master first, and each needs its origin.',
  'server-name',
  server,
);

export const cluster = section('The cluster as a whole.', {
  key: orNull(
    text(
      'Secret from which affinity cookies are made, 22 characters or more; the same on every Fairlead of one cluster',
      {
        secret: true,
        format: 'key',
      },
    ),
    'made at the first start and kept in the data directory',
  ),
  topologyLossShare: share(
    'A server list that lost more than this share of its servers at once is taken for an error and not followed',
    { default: 0.5 },
  ),
  minServing: whole(
    'Servers that must go on taking log-ons whatever is done to the others; what would leave fewer waits, or is refused unless it is forced',
    { default: 1, minimum: 0, maximum: 1_000 },
  ),
  removedServerGraceMs: whole(
    'A server that is taken out of the list keeps its sessions until they end, but no longer than this',
    { default: 28_800_000, minimum: 0, maximum: 604_800_000, unit: 'milliseconds' },
  ),
  staleAfterMs: whole(
    'Servers and counts not read anew for this long are told to be stale; traffic goes on',
    {
      default: 15_000,
      minimum: 2_000,
      maximum: 3_600_000,
      unit: 'milliseconds',
    },
  ),
});

export const health = section(
  'The active check of each server: connects, asks for the log-on page, and looks at Tomcat.',
  {
    intervalMs: whole('Time between two checks of a server', {
      default: 2_000,
      minimum: 200,
      maximum: 300_000,
      unit: 'milliseconds',
    }),
    timeoutMs: whole('A check without an answer for this long has failed', {
      default: 5_000,
      minimum: 100,
      maximum: 120_000,
      unit: 'milliseconds',
    }),
    rise: whole('Good checks in a row that make a server up', { default: 2, minimum: 1, maximum: 100 }),
    fall: whole('Failed checks in a row that make a server down', { default: 3, minimum: 1, maximum: 100 }),
    maxDownShare: share(
      'Where more than this share of the servers fails, the check is taken to be wrong and all go on serving',
      { default: 0.8 },
    ),
    tomcat: flag('Look at Tomcat too, which carries SData and plug-ins and can be dead by itself', {
      default: true,
    }),
    serviceLogOnMs: whole(
      'Time between two rounds in which crm.serviceAccount logs on to each server and off again; 0: only after a restart',
      { default: 300_000, minimum: 0, maximum: 86_400_000, unit: 'milliseconds' },
    ),
    downBy: list(
      'What makes a server down if it fails; what is looked at and does not stand here is only told',
      choice('Probe', ['connect', 'log-on-page', 'tomcat'], {}),
      { default: ['connect', 'log-on-page'], minItems: 1 },
    ),
  },
);
