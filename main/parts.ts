// What the product is started with and consists of, for the files that make and join its parts. Types only.

import type { AccessLog } from '../admin/access-log/access-log.ts';
import type { createAdminServer } from '../admin/server.ts';
import type { CertificateWatch } from '../balancer/certificate-files.ts';
import type { Engine } from '../balancer/engine.ts';
import type { Traffic } from '../balancer/traffic-contract.ts';
import type { Crew } from '../balancer/workers/crew.ts';
import type { HealthChecks } from '../cluster/health/checker.ts';
import type { Leaving } from '../cluster/leaving/leaving.ts';
import type { ServerId } from '../cluster/model.ts';
import type { ParseResult } from '../config/parse.ts';
import type { CrmProfile } from '../config/profile.ts';
import type { Configuration } from '../config/schema.ts';
import type { EventCounts } from './event-counts.ts';
import type { SwitchingDirectory } from './reload-directory.ts';
import type { AddressSettings } from './rules/listen-failure.ts';

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
  /** Reads the configuration anew; undefined where it cannot change. */
  readonly load?: (() => ParseResult) | undefined;
  /** Another configuration is in use: for what the product does not own, such as the logger. */
  readonly onConfiguration?: ((configuration: Configuration) => void) | undefined;
  /** How whoever starts it says its addresses; as in fairlead.yaml if not said. */
  readonly addressSettings?: { readonly listen: AddressSettings; readonly admin: AddressSettings };
};

/** What a reload exchanges: looked at again at each use, never kept. */
export type Current = {
  configuration: Configuration;
  profile: CrmProfile;
  certificates: CertificateWatch | undefined;
  accessLog: AccessLog | undefined;
  /** Where the traffic listener really is; undefined before it listens. */
  port?: number | undefined;
};

/** What carries traffic and watches over the servers. What manages the cluster stands on it: manage/manage.ts. */
export type Parts = {
  readonly current: Current;
  readonly traffic: Traffic;
  readonly directory: SwitchingDirectory;
  /** The id of a server by its name, whether it is in the list or not. */
  readonly idOf: (name: string) => ServerId;
  readonly checks: HealthChecks;
  /** Servers that are not in the list any more and still have people. */
  readonly leaving: Leaving;
  readonly events: EventCounts;
  readonly engine: Engine;
  /** The engine, where it consists of workers. */
  readonly crew: Crew | undefined;
  /** Authorities of the servers' certificates beside the system's; changes with the next start only. */
  readonly upstreamCa: string | undefined;
};
