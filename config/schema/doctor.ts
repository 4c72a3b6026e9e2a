// What `fairlead doctor` takes for too old, too late or too far off.

import { ms, section, whole } from './builders.ts';

const hourMs = 3_600_000;

export const doctor = section('When fairlead doctor warns.', {
  timeoutMs: ms('What is not seen by then is not examined', 60_000, 20_000, 200_000),
  clockSkewMs: ms('Clocks of servers and database may be so far off', 5_000, 100, hourMs),
  certificateDays: whole('Certificates that end within so many days are told', {
    default: 30,
    minimum: 0,
    maximum: 400,
  }),
  fullBackupMs: ms('The last full backup may be so old (F8: weekly)', 192 * hourMs, hourMs, 8_784 * hourMs),
  backupMs: ms('The last full or differential backup (F8: nightly)', 26 * hourMs, hourMs, 8_784 * hourMs),
  logBackupMs: ms('The last backup of the log (F8: hourly)', 2 * hourMs, 60_000, 8_784 * hourMs),
});
