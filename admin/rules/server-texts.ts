// What the verbs that take servers out of service and back say. Pure; lines of at most 80 columns where words allow.

import type { Impact, LeavingRoleDocument, ServerChanged } from '../operations/servers.ts';
import type { ServerStatus } from '../status-schema.ts';
import { drainParts } from './drain-text.ts';
import { printable, wrap } from './text-width.ts';

type AdminStatus = ServerStatus['admin'];

const columns = 80;

/** What it would do to people, before it is done. */
export function impactText(server: string, { text, belowMinServing }: Impact): string {
  const warning = belowMinServing
    ? ['Fewer servers than cluster.minServing would serve: it is refused without --force.']
    : [];
  return [`${server}: ${text}.`, ...warning]
    .flatMap((line) => wrap(printable(line), columns))
    .map((line) => `${line}\n`)
    .join('');
}

/** Which roles go elsewhere before it is taken out, and which stay and stand still. */
export function rolesLeavingText(server: string, roles: readonly LeavingRoleDocument[]): string {
  return roles
    .map(({ title, to, because, byHand }) => {
      if (to === null) return `${title} stays on ${server} and does not run meanwhile: ${because}.`;
      return byHand
        ? `${title} has to be moved by a person first, best to ${to}.`
        : `${title} moves to ${to} first.`;
    })
    .flatMap((line) => wrap(printable(line), columns))
    .map((line) => `${line}\n`)
    .join('');
}

/** What was done. */
export function changedText({ server, admin, remarks }: ServerChanged): string {
  const lines = [`${server} is ${stateWords(admin)}.`, ...remarks];
  return lines
    .flatMap((line) => wrap(printable(line), columns))
    .map((line) => `${line}\n`)
    .join('');
}

/** One line of a drain that somebody watches; the same line as before where nothing has changed for people. */
export function progressLine(server: string, admin: AdminStatus, nowMs: number): string {
  const { drain } = admin;
  if (drain === null || admin.state === 'in-service') return `${server} is ${stateWords(admin)}.`;
  if (drain.end === 'drained') {
    const idle = drain.leftAtEnd ? `; ${drain.leftAtEnd} who were idle log on elsewhere` : '';
    return `${server} is drained${idle}.`;
  }
  if (drain.end === 'deadline-reached')
    return `${server}: deadline reached with ${drain.leftAtEnd} left, not drained; ${stateWords(admin)}.`;
  return `${server}: ${drainParts(drain, nowMs).join(', ')}`;
}

/** What makes one line of progress another: not the minutes, which change by themselves. */
export function progressKey({ state, drain }: AdminStatus): string {
  return [state, drain?.left, drain?.idle, drain?.end].join(' ');
}

function stateWords({ state, policy }: AdminStatus): string {
  switch (state) {
    case 'in-service':
      return 'in service';
    case 'draining':
      return `draining (${policy})`;
    case 'maintenance':
      return 'in maintenance';
    case 'unknown':
      return 'in a state that nobody knows';
  }
}
