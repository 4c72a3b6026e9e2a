// Clocks of the servers and of the database against this machine's (times of sessions, locks and journals). Pure.

import { span } from '../../rules/directory-notices.ts';
import type { ClockSeen, DoctorFinding, Examination } from '../model.ts';
import { onServers, sayOf, whenSeen } from './finding.ts';

const say = sayOf('clocks', '');

export const examineClocks: Examination = ({ database, servers, expected: { clockSkewMs } }) => [
  ...whenSeen(say, 'database', database.clock, (clock) => [judge('database', clock, clockSkewMs)]),
  ...onServers(say, servers, {
    look: ({ windows }) => windows.clock,
    judge: (name, clock) => [judge(name, clock, clockSkewMs)],
  }),
];

function judge(subject: string, clock: ClockSeen, mostMs: number): DoctorFinding {
  const skewMs = skewOf(clock);
  if (Math.abs(skewMs) <= mostMs) return say.ok(subject, 'Its clock agrees with the one here.');
  const text = `Its clock is ${span(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead of' : 'behind'} the one here.`;
  return say.warning(subject, text, 'Have all machines take their time from one source (w32tm, NTP).');
}

/** How far the clock is certainly off: what the answer's own way took is no error of it. */
function skewOf({ utcMs, fromMs, toMs }: ClockSeen): number {
  if (utcMs < fromMs) return utcMs - fromMs;
  return utcMs > toMs ? utcMs - toMs : 0;
}
