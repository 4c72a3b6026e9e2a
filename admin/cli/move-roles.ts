// Has the roles of a server move elsewhere before it is taken out, and tells each step until all of them have.

import { setTimeout as pause } from 'node:timers/promises';
import { type RoleDocument, showRoles } from '../operations/roles.ts';
import { type LeavingRoleDocument, moveRolesAway } from '../operations/servers.ts';
import { exitCodes } from '../rules/exit-code.ts';
import { moveProgress } from '../rules/roles-text.ts';
import { ask, tellRefusal, type VerbWorld, type Where } from './verb-world.ts';

export type RolesToMove = {
  readonly server: string;
  readonly rolesLeave?: string | undefined;
  readonly leaving: readonly LeavingRoleDocument[];
};

const lookEveryMs = 500;

/** True where all have moved; else the exit code is told. Ctrl-C ends the looking: moves go on. */
export async function moveRoles(
  world: VerbWorld,
  where: Where,
  { server, rolesLeave: reason = '', leaving }: RolesToMove,
): Promise<boolean> {
  const begun = await ask(world, where, moveRolesAway, { server, reason });
  if (!begun.ok) {
    tellRefusal(world, where, begun);
    world.exit(exitCodes.error);
    return false;
  }
  const said = new Set<string>();
  for (;;) {
    const answer = await ask(world, where, showRoles, {});
    if (!answer.ok) {
      tellRefusal(world, where, answer);
      world.exit(exitCodes.error);
      return false;
    }
    const mine = answer.value.roles.filter(({ role }) => leaving.some((each) => each.role === role));
    tellProgress(world, where, mine, said);
    if (mine.every(({ state }) => state !== 'moving')) return ended(world, mine);
    await pause(lookEveryMs, undefined, { signal: world.terminal.interrupted });
  }
}

function tellProgress(
  { terminal }: VerbWorld,
  { output }: Where,
  roles: readonly RoleDocument[],
  said: Set<string>,
): void {
  for (const text of roles.map(moveProgress)) {
    if (output === 'table' && text !== '' && !said.has(text)) terminal.output.write(`${text}\n`);
    said.add(text);
  }
}

function ended({ terminal, exit }: VerbWorld, roles: readonly RoleDocument[]): boolean {
  const stuck = roles.filter(({ move }) => move !== null && move.outcome !== 'moved');
  if (stuck.length === 0) return true;
  for (const each of stuck) terminal.errors.write(`fairlead: ${moveProgress(each)}\n`);
  terminal.errors.write(
    '  The server was left as it is. See fairlead roles; or leave them there: --keep-roles.\n',
  );
  exit(exitCodes.error);
  return false;
}
