// The application pool of the CRM: sessions live in it, and the DLL in it is 32-bit (F2). Also which pool that is. Pure.

import type { AppPool } from '../../remote/commands/app-pools.ts';
import type { DoctorFinding, Examination, Expectations } from '../model.ts';
import { onServers, type Say, sayOf } from './finding.ts';

const say = sayOf('app-pools', 'F2');

export const examineAppPools: Examination = ({ servers, expected }) =>
  onServers(say, servers, {
    look: ({ windows }) => windows.appPools,
    judge: (name, pools) => ofCrmPools({ say, name, expected }, pools, (pool) => judge(name, pool)),
  });

type Subject = { readonly say: Say; readonly name: string; readonly expected: Expectations };

/** Judges the CRM's pools; that there is none is `unknown`. */
export function ofCrmPools(
  { say: own, name, expected }: Subject,
  pools: readonly AppPool[],
  judgePool: (pool: AppPool) => readonly DoctorFinding[],
): readonly DoctorFinding[] {
  const crm = pools.filter((pool) => isCrmPool(pool.name, expected));
  if (crm.length > 0) return crm.flatMap(judgePool);
  const names = pools.map((pool) => pool.name).join(', ');
  const wanted = expected.appPool ?? `with "${expected.install}" in its name`;
  return [
    own.unknown(
      name,
      `No application pool ${wanted} among: ${names}.`,
      'Set crm.overrides.windows.appPool to the name of the pool of the CRM.',
    ),
  ];
}

function isCrmPool(pool: string, { appPool, install }: Expectations): boolean {
  const name = pool.toLowerCase();
  return appPool === null ? name.includes(install.toLowerCase()) : name === appPool.toLowerCase();
}

function judge(server: string, pool: AppPool): readonly DoctorFinding[] {
  const findings: DoctorFinding[] = [];
  const of = `The application pool ${pool.name}`;
  if (pool.state === 'stopped' || pool.state === 'stopping')
    findings.push(say.fault(server, `${of} is ${pool.state}: IIS answers 503.`, `Start it in IIS.`));
  if (!pool.enable32Bit) {
    const mend = 'Set "Enable 32-Bit Applications" to True for it.';
    findings.push(say.fault(server, `${of} takes no 32-bit code, and eware.dll is 32-bit.`, mend));
  }
  if (!pool.autoStart) {
    const mend = 'Set "Start Automatically" to True for it.';
    findings.push(say.warning(server, `${of} does not start by itself after a restart.`, mend));
  }
  if (pool.periodicRestartMinutes !== 0) {
    const text = `${of} is recycled every ${pool.periodicRestartMinutes} minutes, at whatever time of day that is; all sessions end with it.`;
    const mend = 'Set "Regular Time Interval" to 0; recycle it at a fixed time of the night if at all.';
    findings.push(say.warning(server, text, mend));
  }
  return findings.length > 0 ? findings : [say.ok(server, `${of} is set as it should be.`)];
}
