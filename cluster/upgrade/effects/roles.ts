// Roles that exist once, moved away from a server before it is worked on, and back again afterwards (F6).

import type { RoleName } from '../../roles/role.ts';
import type { PlannedStep } from '../plan-model.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';
import { targetsOf } from './on-server.ts';

const noRoles = 'no role is configured: the section `roles`';

type Moved = readonly { readonly role: RoleName; readonly from: string; readonly to: string }[];

/**
 * `with.roles`: which; none said: all that run there. Each goes where it may; one that may go nowhere stays, and stands
 * still while its server is out.
 */
export async function moveRoles(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const wanted = Array.isArray(step.with.roles) ? step.with.roles.map(String) : undefined;
  const moved: Moved[number][] = [];
  const stay: RoleName[] = [];
  for (const server of targetsOf(site, step)) {
    const leaving = ((await site.roles?.leaving(server)) ?? []).filter(
      ({ role }) => wanted?.includes(role) ?? true,
    );
    stay.push(...leaving.flatMap(({ role, to }) => (to === undefined ? [role] : [])));
    const goes = leaving.flatMap(({ role, to }) => (to === undefined ? [] : [{ role, to }]));
    work.tell(goes.map(({ role, to }) => `${role} to ${to}`).join(', '));
    // Together: none waits for another, and each is a minute on a slow server.
    const refused = await Promise.all(goes.map(({ role, to }) => moveTo(site, { role, to }, work)));
    const first = refused.find((each) => each !== undefined);
    if (first !== undefined) return { outcome: 'failed', text: first };
    moved.push(...goes.map(({ role, to }) => ({ role, from: server.name, to })));
  }
  return { outcome: 'done', text: movedText(moved, stay), evidence: { moved, stay } };
}

/** Why it did not move; undefined where it did. */
async function moveTo(
  site: Site,
  { role, to }: Pick<Moved[number], 'role' | 'to'>,
  work: Work,
): Promise<string | undefined> {
  const server = site.servers().find(({ name }) => name === to);
  if (server === undefined) return `${to} is not in the list of servers any more`;
  const told = await site.roles?.move(role, server, work.limit);
  return told?.ok === true ? undefined : (told?.text ?? noRoles);
}

function movedText(moved: Moved, stay: readonly RoleName[]): string {
  const parts = [
    ...moved.map(({ role, to }) => `${role} to ${to}`),
    ...(stay.length > 0 ? [`${stay.join(', ')} may run nowhere else and stays`] : []),
  ];
  return parts.length === 0 ? 'no role runs there' : parts.join(', ');
}

export async function moveRoleBack(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const moved = (work.state.evidence.get(step.id)?.moved ?? []) as Moved;
  for (const { role, from } of moved) {
    const refused = await moveTo(site, { role, to: from }, work);
    if (refused !== undefined) return { outcome: 'failed', text: refused };
  }
  return { outcome: 'done', text: moved.length === 0 ? 'none was moved' : `${moved.length} moved back` };
}
