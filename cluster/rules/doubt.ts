// If (nearly) every server fails its check, the check is doubted, not the servers: keeping on costs nothing that is not
// lost already, and a wrong probe text must not close the house.

import type { Health, Notice, Server } from '../model.ts';
import { isServing } from './hysteresis.ts';

export type CheckedServer = { readonly server: Server; readonly health: Health };

/** True when more than `maxDownShare` (0 to 1) of the servers fail, or all of them. */
export function isDoubted(servers: readonly CheckedServer[], maxDownShare: number): boolean {
  const down = servers.filter(({ health }) => !isServing(health)).length;
  return down > 0 && (down === servers.length || down > servers.length * maxDownShare);
}

/** What an operator is told about health; empty when all is well. */
export function healthNotices(servers: readonly CheckedServer[], maxDownShare: number): Notice[] {
  const down = servers.filter(({ health }) => !isServing(health));
  if (isDoubted(servers, maxDownShare)) {
    return [
      {
        severity: 'fault',
        code: 'checks-doubted',
        text: `${down.length} of ${servers.length} servers fail their health check, so the check is doubted and all are still used. ${lastText(down[0])}`,
        mend: 'If the servers work in a browser, correct the probe path or its expected text; else start the servers.',
      },
    ];
  }
  return down.map((checked) => ({
    severity: 'fault',
    code: 'server-down',
    text: `${checked.server.name} fails its health check and gets no log-on. ${lastText(checked)}`,
    mend: `Look at ${checked.server.name}: IIS, its application pool, the connection to the database.`,
  }));
}

function lastText(checked: CheckedServer | undefined): string {
  const text = checked?.health.lastCheck?.text;
  return checked === undefined || text === undefined ? '' : `Last check of ${checked.server.name}: ${text}`;
}
