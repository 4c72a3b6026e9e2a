// Roles that exist once, moved away from a server before it is worked on, and back again afterwards (F6).

import type { RoleName } from '../../roles/role.ts';
import type { PlannedStep } from '../model.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';
import { targetsOf } from './on-server.ts';

const noRoles = 'no role is configured: the section `roles`';

type Moved = readonly { readonly role: RoleName; readonly from: string; readonly to: string }[];

/** `with.roles`: which; none said: all that run there. They go to the next server of the list. */
export async function moveRoles(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const wanted = Array.isArray(step.with.roles) ? step.with.roles.map(String) : undefined;
  const moved: { role: RoleName; from: string; to: string }[] = [];
  for (const server of targetsOf(site, step)) {
    const to = site.servers().find(({ name }) => !step.targets.includes(name));
    const roles = ((await site.roles?.on(server)) ?? []).filter((role) => wanted?.includes(role) ?? true);
    if (roles.length === 0) continue;
    if (to === undefined)
      return { outcome: 'failed', text: `there is no server to take ${roles.join(', ')}` };
    for (const role of roles) {
      work.tell(`${role} to ${to.name}`);
      const told = await site.roles?.move(role, to, work.limit);
      if (told?.ok !== true) return { outcome: 'failed', text: told?.text ?? noRoles };
      moved.push({ role, from: server.name, to: to.name });
    }
  }
  const text =
    moved.length === 0 ? 'no role runs there' : moved.map(({ role, to }) => `${role} to ${to}`).join(', ');
  return { outcome: 'done', text, evidence: { moved } };
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
