// Reads the settings of the CRM and what they make: lists, servers, or the reasons why they make no cluster.

import type { ClusterProfile, OriginDefaults, ServerSettings } from '../crm.ts';
import type { Reader } from '../directory/reader.ts';
import { createStaticDirectory } from '../directory/static-directory.ts';
import { understandWith } from '../directory/understanding.ts';
import type { Server, ServerId } from '../model.ts';
import { findParameters } from '../rules/live-findings.ts';
import { look } from './look.ts';
import type { DoctorFacts, Looked } from './model.ts';
import { notSeen, seen } from './rules/finding.ts';
import { listsOf } from './rules/lists.ts';

export type SettingsLook = {
  readonly profile: ClusterProfile;
  readonly servers: Readonly<Record<string, ServerSettings>>;
  readonly defaults: OriginDefaults;
  readonly idOf: (name: string) => ServerId;
  /** False: there is no database, and `servers` are all there are. */
  readonly wanted: boolean;
  readonly nowMs: () => number;
};

export type SettingsSeen = Pick<DoctorFacts, 'settings' | 'parameters' | 'topology' | 'unreadable'> & {
  /** To be looked at: those of the settings, or those of the configuration. */
  readonly servers: readonly Server[];
};

/** Never rejects for what the database says or does not say. */
export async function lookAtSettings(options: SettingsLook, reader: Reader): Promise<SettingsSeen> {
  const configured = createStaticDirectory(options).topology();
  const servers = configured?.servers ?? [];
  const read = await look(() => reader.clusterSettings());
  if (!read.seen) {
    const topology =
      options.wanted || configured === undefined ? read : seen({ topology: configured, remarks: [] });
    return { settings: read, parameters: read, topology, unreadable: [], servers };
  }
  const { parameters } = options.profile;
  const { rows } = read.value;
  const settings = seen(listsOf(rows, parameters));
  const named = seen(findParameters(rows, parameters));
  const understood = understandWith(options)(read.value, 'database');
  if (understood.kind === 'unreadable') {
    const topology: Looked<never> = notSeen('The settings make no cluster.', '');
    return { settings, parameters: named, topology, unreadable: understood.reasons, servers };
  }
  const { topology } = understood;
  return {
    settings,
    parameters: named,
    topology: seen(understood),
    unreadable: [],
    servers: topology.servers,
  };
}
