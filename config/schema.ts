// The whole of fairlead.yaml: one schema is the type, the defaults, the bounds, the check and the documentation.
// What a section holds stands in schema/; what crosses sections stands in rules/.

import type { Static } from 'typebox';
import { orNull, required, section, text } from './schema/builders.ts';
import { database } from './schema/database.ts';
import { doctor } from './schema/doctor.ts';
import { drain } from './schema/drain.ts';
import { files } from './schema/files.ts';
import { leader } from './schema/leader.ts';
import { admin, listen } from './schema/listeners.ts';
import { lock } from './schema/lock.ts';
import { logging } from './schema/logging.ts';
import { maintenance } from './schema/maintenance.ts';
import { budget, metadata } from './schema/metadata.ts';
import { peers } from './schema/peers.ts';
import { remote } from './schema/remote.ts';
import { roles } from './schema/roles.ts';
import { cluster, crm, health, servers } from './schema/servers.ts';
import { ejection, storm } from './schema/storm.ts';
import { routing, traffic } from './schema/traffic.ts';
import { environments, upgrade } from './schema/upgrade.ts';
import { warmUp } from './schema/warm-up.ts';

export const ConfigurationSchema = section('fairlead.yaml', {
  listen,
  admin,
  database: required(orNull(database, 'there is none; the servers are those under `servers`')),
  crm,
  servers,
  remote: orNull(remote, 'no SSH: what has to be done on a server is told to a person'),
  cluster,
  leader,
  peers,
  health,
  warmUp,
  routing,
  traffic,
  storm,
  ejection,
  drain,
  lock,
  logging,
  metadata,
  budget,
  doctor,
  files,
  maintenance,
  roles,
  upgrade,
  environments,
  dataDirectory: text('Where Fairlead keeps what must survive a restart', {
    default: './fairlead-data',
    format: 'file',
  }),
});

type DeepReadonly<Value> = Value extends object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;

/** A configuration without faults: every default filled in, file paths absolute, deeply frozen. */
export type Configuration = DeepReadonly<Static<typeof ConfigurationSchema>>;
