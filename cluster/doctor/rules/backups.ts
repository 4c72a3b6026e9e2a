// Backups of the database, as the server itself remembers them (F7, F8). Pure.

import { span } from '../../rules/directory-notices.ts';
import type { BackupsSeen, DoctorFinding, Examination, Expectations } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const say = sayOf('backups', 'F7, F8');
const subject = 'database';
const mend = 'Back it up, and see to its maintenance plan: full weekly, differential nightly, log hourly.';

export const examineBackups: Examination = ({ database, expected }) =>
  whenSeen(say, subject, database.backups, (seen) => {
    const findings = [...dataFindings(seen, expected), ...logFindings(seen, expected)];
    if (findings.length > 0) return findings;
    return [say.ok(subject, `${seen.database} was last backed up ${span(newest(seen) ?? 0)} ago.`)];
  });

const newest = ({ fullAgeMs, differentialAgeMs }: BackupsSeen) =>
  fullAgeMs === undefined ? undefined : Math.min(fullAgeMs, differentialAgeMs ?? fullAgeMs);

function dataFindings(seen: BackupsSeen, expected: Expectations): readonly DoctorFinding[] {
  const { database, fullAgeMs } = seen;
  const ageMs = newest(seen);
  if (fullAgeMs === undefined || ageMs === undefined)
    return [say.fault(subject, `No full backup of ${database} is known to the server.`, mend)];
  if (fullAgeMs > expected.fullBackupMs)
    return [say.warning(subject, `The last full backup of ${database} is ${span(fullAgeMs)} old.`, mend)];
  if (ageMs <= expected.backupMs) return [];
  const text = `The last backup of ${database}, full or differential, is ${span(ageMs)} old.`;
  return [say.warning(subject, text, mend)];
}

/** A log that is never backed up is kept for ever and fills the disk. */
function logFindings(
  { recovery, database, logAgeMs, fullAgeMs }: BackupsSeen,
  expected: Expectations,
): readonly DoctorFinding[] {
  if (recovery.toUpperCase() === 'SIMPLE' || fullAgeMs === undefined) return [];
  if (logAgeMs === undefined) {
    const text = `The log of ${database} was never backed up (recovery model ${recovery}): it grows for ever.`;
    return [say.warning(subject, text, mend)];
  }
  if (logAgeMs <= expected.logBackupMs) return [];
  return [say.warning(subject, `The last log backup of ${database} is ${span(logAgeMs)} old.`, mend)];
}
