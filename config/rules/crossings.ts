// What is wrong between settings that are each right by themselves: collects what the files in crossings/ find.
// Files such as certificates are not looked at here.

import type { Finding } from '../errors.ts';
import type { CrmProfile } from '../profile.ts';
import type { Configuration } from '../schema.ts';
import type { Written } from './crossings/crossing.ts';
import { databaseCrossings } from './crossings/database.ts';
import { listenerCrossings } from './crossings/listeners.ts';
import { maintenanceCrossings } from './crossings/maintenance.ts';
import { orderCrossings } from './crossings/orders.ts';
import { peerCrossings } from './crossings/peers.ts';
import { profileCrossings } from './crossings/profile.ts';
import { remoteCrossings } from './crossings/remote.ts';
import { serverCrossings } from './crossings/servers.ts';
import { upgradeCrossings } from './crossings/upgrade.ts';
import { workerCrossings } from './crossings/workers.ts';

/** What settings are held against beside each other. `profile` has the overrides in it. */
export type Against = {
  readonly profile: CrmProfile;
  readonly written: Written;
  /** As in `process.platform`; undefined where it does not matter. */
  readonly platform: string | undefined;
};

/** Every such fault and warning, each with the settings it rests on. */
export function findCrossings(
  configuration: Configuration,
  { profile, written, platform }: Against,
): Finding[] {
  return [
    ...listenerCrossings(configuration, written),
    ...databaseCrossings(configuration, written),
    ...serverCrossings(configuration),
    ...remoteCrossings(configuration, written),
    ...maintenanceCrossings(configuration),
    ...orderCrossings(configuration, written),
    ...peerCrossings(configuration),
    ...profileCrossings(profile, written),
    ...upgradeCrossings(configuration, profile),
    ...workerCrossings(configuration, platform),
  ];
}
