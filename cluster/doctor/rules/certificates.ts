// Names and dates of certificates: those of the servers against their fully qualified names, that of the one URL
// against its host (F1). Pure.

import type { Server } from '../../model.ts';
import type { DoctorFacts, DoctorFinding, DoorSeen, Examination } from '../model.ts';
import { onServers, sayOf, whenSeen } from './finding.ts';

const say = sayOf('certificates', 'F1');
const dayMs = 86_400_000;

type Certificate = Extract<DoorSeen, { kind: 'tls' }>;

export const examineCertificates: Examination = (seen) => [
  ...whenSeen(say, 'one URL', seen.url, (door) => judgeUrl(door, seen)),
  ...onServers(say, seen.servers, {
    look: ({ door }) => door,
    judge: (_name, door, { server }) => judgeServer(server, door, seen),
  }),
];

function judgeUrl(door: DoorSeen, seen: DoctorFacts): readonly DoctorFinding[] {
  const subject = 'one URL';
  if (door.kind === 'plain')
    return [say.ok(subject, `${seen.servedUrl} is plain HTTP as Fairlead serves it; it has no certificate.`)];
  const missing = door.askedNames.filter((name) => !door.fits.includes(name));
  const mend = 'Give the certificate of that name under listen.tls, or correct listen.publicUrl.';
  const misfits = missing.map((name) =>
    say.fault(subject, `The certificate is not made out to ${name}, but to ${door.names}.`, mend),
  );
  const findings = [...misfits, ...dates(subject, door, { seen, checked: true })];
  if (findings.length > 0) return findings;
  if (door.askedNames.length > 0) return [say.ok(subject, `Its certificate is made out to ${door.names}.`)];
  const because = `Its certificate is made out to ${door.names}; how people call it is not known.`;
  return [say.unknown(subject, because, 'Set listen.publicUrl.')];
}

function judgeServer(server: Server, door: DoorSeen, seen: DoctorFacts): readonly DoctorFinding[] {
  const { name, verifyCertificate: checked } = server;
  if (door.kind === 'plain')
    return [say.ok(name, `${server.origin} is plain HTTP: there is no certificate.`)];
  const severity = checked ? 'fault' : 'warning';
  const misfits = door.askedNames
    .filter((asked) => !door.fits.includes(asked))
    .map((asked) =>
      say[severity](
        name,
        `Its certificate is not made out to ${asked}, but to ${door.names}.`,
        'Make the fully qualified name and the name in the certificate the same.',
      ),
    );
  const distrust =
    checked && door.distrust !== undefined
      ? [
          say.fault(
            name,
            `Its certificate is not trusted: ${door.distrust}.`,
            'Give its authority as traffic.upstreamCaFile.',
          ),
        ]
      : [];
  const findings = [...misfits, ...distrust, ...dates(name, door, { seen, checked })];
  return findings.length > 0 ? findings : [say.ok(name, `Its certificate is made out to ${door.names}.`)];
}

function dates(
  subject: string,
  { validFromMs, validToMs }: Certificate,
  { seen, checked }: { readonly seen: DoctorFacts; readonly checked: boolean },
): readonly DoctorFinding[] {
  const { nowMs, expected } = seen;
  const severity = checked ? 'fault' : 'warning';
  if (nowMs < validFromMs)
    return [say[severity](subject, 'Its certificate is not valid yet.', 'Look at the clocks.')];
  const days = Math.floor((validToMs - nowMs) / dayMs);
  if (days < 0) return [say[severity](subject, `Its certificate ended ${-days} days ago.`, 'Renew it.')];
  if (days >= expected.certificateDays) return [];
  return [say.warning(subject, `Its certificate ends in ${days} days.`, 'Renew it.')];
}
