// Whether somebody has forgotten a server that was taken out of service. Pure; it is told, never ended.

import type { AdminState } from '../../model.ts';

/** Past the end it was given, or older than `afterMs` where it was given none. */
export function isForgotten(admin: AdminState, nowMs: number, afterMs: number): boolean {
  switch (admin.state) {
    case 'in-service':
    case 'unknown':
      return false;
    case 'draining':
    case 'maintenance':
      return nowMs >= (admin.untilMs ?? admin.sinceMs + afterMs);
  }
}
