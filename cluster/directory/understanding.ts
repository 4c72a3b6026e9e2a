// Joins a reading of the settings with what profile and configuration say, to make a topology. No I/O.

import type { ClusterProfile, OriginDefaults, ServerSettings } from '../crm.ts';
import type { ServerId, Topology } from '../model.ts';
import { readTopology, type TopologyReading } from '../rules/topology.ts';
import type { SettingsReading } from './last-good.ts';

/** What does not come from the database. */
export type Understanding = {
  readonly profile: Pick<ClusterProfile, 'parameters'>;
  /** By name, without regard to case. */
  readonly servers: Readonly<Record<string, ServerSettings>>;
  readonly defaults: OriginDefaults;
  readonly idOf: (name: string) => ServerId;
};

/** Gives the function that makes a topology of a reading. */
export function understandWith({ profile, servers, defaults, idOf }: Understanding) {
  const overrides = Object.entries(servers).map(([name, settings]) => ({ ...settings, name }));
  return (reading: SettingsReading, source: Topology['source']): TopologyReading =>
    readTopology({ ...reading, parameters: profile.parameters, defaults, overrides, idOf, source });
}
