// What time a server thinks it is.

import type { RemoteQuestion } from '../command.ts';
import { lookMs, makeQuestion } from './make-question.ts';

/** Its clock in milliseconds since 1970 (UTC), and how far its own time zone is from UTC. */
export type ServerClock = { readonly utcMs: number; readonly offsetMinutes: number };

export function serverClock(): RemoteQuestion<ServerClock> {
  return makeQuestion({
    name: 'clock',
    purpose: "Tells the server's time.",
    script: `$now = [DateTime]::UtcNow
$epoch = New-Object DateTime (1970, 1, 1, 0, 0, 0, [DateTimeKind]::Utc)
$offset = [TimeZoneInfo]::Local.GetUtcOffset($now).TotalMinutes
Write-Answer @{ utcMs = [Math]::Floor(($now - $epoch).TotalMilliseconds); offsetMinutes = $offset }`,
    timeoutMs: lookMs,
    read: (fields) => ({ utcMs: fields.number('utcMs'), offsetMinutes: fields.number('offsetMinutes') }),
  });
}
