// Roles that exist once, moved away from a server before it is worked on, and back again afterwards (F6).

import type { RoleName } from '../../roles/role.ts';
import type { PlannedStep } from '../model.ts';
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
  const moved: { role: RoleName; from: string; to: string }[] = [];
  const stay: RoleName[] = [];
  for (const server of targetsOf(site, step)) {
    const leaving = (await site.roles?.leaving(server)) ?? [];
    for (const { role, to: name } of leaving.filter((each) => wanted?.includes(each.role) ?? true)) {
      const to = site.servers().find((each) => each.name === name);
      if (to === undefined) {
        stay.push(role);
        continue;
      }
      work.tell(`${role} to ${to.name}`);
      const told = await site.roles?.move(role, to, work.limit);
      if (told?.ok !== true) return { outcome: 'failed', text: told?.text ?? noRoles };
      moved.push({ role, from: server.name, to: to.name });
    }
  }
  return { outcome: 'done', text: movedText(moved, stay), evidence: { moved, stay } };
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
    const server = site.servers().find(({ name }) => name === from);
    if (server === undefined)
      return { outcome: 'failed', text: `${from} is not in the list of servers any more` };
    const told = await site.roles?.move(role, server, work.limit);
    if (told?.ok !== true) return { outcome: 'failed', text: told?.text ?? noRoles };
  }
  return { outcome: 'done', text: moved.length === 0 ? 'none was moved' : `${moved.length} moved back` };
}
