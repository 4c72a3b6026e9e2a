// The CRM checks that a session comes from one address: with two balancers in front it comes from two (F3). Pure.

import type { DoctorFacts, DoctorFinding, Examination } from '../model.ts';
import { onServers, sayOf } from './finding.ts';

const say = sayOf('address-checking', 'F3');

export const examineAddressChecking: Examination = (seen) =>
  onServers(say, seen.servers, {
    look: ({ windows }) => windows.addressChecking,
    judge: (name, { found, value }) => (found ? judge(name, value, seen) : [noKey(name)]),
  });

const noKey = (name: string) =>
  say.unknown(
    name,
    'The registry has no settings of the CRM there.',
    'Set crm.overrides.windows.registryKey.',
  );

function judge(name: string, value: string | undefined, seen: DoctorFacts): readonly DoctorFinding[] {
  const off = seen.expected.addressCheckingOff;
  if (value?.trim().toLowerCase() === off.toLowerCase())
    return [say.ok(name, 'It does not check addresses of sessions.')];
  const hosts = fairleadsOf(seen);
  if (hosts === undefined) {
    const because =
      'It checks addresses of sessions, which is right with one Fairlead in front; whether there is another the database does not show.';
    const grant = 'Grant the login VIEW SERVER STATE, or look whether you have a second Fairlead.';
    return [say.unknown(name, because, grant)];
  }
  if (hosts.length <= 1)
    return [say.ok(name, 'It checks addresses of sessions, and one Fairlead stands in front.')];
  const text = `It checks addresses of sessions, and ${hosts.length} Fairleads stand in front (${hosts.join(', ')}): a session that comes by the other one is refused (IP Address Mismatch).`;
  const mend = `Set IPAddressChecking to ${off} in the registry of every CRM server, then reset IIS.`;
  return [say.fault(name, text, mend)];
}

/** Machines by the database, or peers by the configuration; undefined: neither tells. */
function fairleadsOf({ database: { fairleads }, expected: { peers } }: DoctorFacts) {
  const hosts = fairleads.seen ? fairleads.value : undefined;
  if (peers.length === 0 || (hosts !== undefined && hosts.length > 1)) return hosts;
  return ['this one', ...peers];
}
