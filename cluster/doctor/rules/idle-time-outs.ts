// Idle time-outs: a pool that ends earlier than sessions are believed to last takes them along (F2). Pure.

import type { AppPool } from '../../remote/commands/app-pools.ts';
import type { DoctorFinding, Examination } from '../model.ts';
import { ofCrmPools } from './app-pools.ts';
import { onServers, sayOf } from './finding.ts';

const say = sayOf('idle-time-outs', 'F2');

export const examineIdleTimeOuts: Examination = ({ servers, expected }) =>
  onServers(say, servers, {
    look: ({ windows }) => windows.appPools,
    judge: (name, pools) =>
      ofCrmPools({ say, name, expected }, pools, (pool) => [judge(name, pool, expected.idleMinutes)]),
  });

function judge(server: string, { name, idleTimeoutMinutes }: AppPool, idleMinutes: number): DoctorFinding {
  if (idleTimeoutMinutes === 0) return say.ok(server, `The pool ${name} never ends for lack of requests.`);
  if (idleTimeoutMinutes >= idleMinutes)
    return say.ok(
      server,
      `The pool ${name} ends after ${idleTimeoutMinutes} idle minutes, sessions after ${idleMinutes}.`,
    );
  const text = `The pool ${name} ends after ${idleTimeoutMinutes} idle minutes and takes its sessions along, while sessions are counted for ${idleMinutes}.`;
  const mend = `Set its idle time-out to ${idleMinutes} minutes or more, or crm.overrides.session.idleMinutes to ${idleTimeoutMinutes}.`;
  return say.warning(server, text, mend);
}
