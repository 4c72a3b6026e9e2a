// Roles of which nobody can say where they run, since a server was not seen: once for all that have the same cause. Pure.

import type { DoctorFinding, RoleSeen } from '../model.ts';
import { sayOf } from './finding.ts';

const say = sayOf('roles', 'F6');

/** `roles` are those that stand as unknown. */
export function examineUnseenRoles(roles: readonly RoleSeen[]): readonly DoctorFinding[] {
  const groups = Map.groupBy(roles, (each) => JSON.stringify([whyHidden(each), mendOf(each)]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const these = group.map(whereSeen).join(', ');
    const text = `It is not certain where these run: ${these}. ${whyHidden(first)}`;
    return [say.unknown('cluster', text, mendOf(first))];
  });
}

const hiddenOf = ({ sights }: RoleSeen) => sights.filter(({ state, dead }) => state === 'unknown' && !dead);

/** Sentences, one for each reason. */
function whyHidden(seen: RoleSeen): string {
  const reasons = Map.groupBy(hiddenOf(seen), ({ text }) => text.replace(/\.$/, ''));
  if (reasons.size === 0) return 'There is no server to look at.';
  return [...reasons]
    .map(([reason, hidden]) => `Not seen on ${hidden.map(({ name }) => name).join(', ')}: ${reason}.`)
    .join(' ');
}

function mendOf(seen: RoleSeen): string {
  const { role } = seen;
  const answered = hiddenOf(seen).some(({ by }) => by === 'ssh');
  switch (role.means.kind) {
    case 'parameter':
      return 'See what is said of the settings and of the database.';
    case 'web-application':
      if (answered) return `Set crm.overrides.${role.setting}.folder to where Tomcat looks for it.`;
      return tell;
    case 'service':
    case 'none':
      return answered ? 'Look at the service there.' : tell;
  }
}

const tell =
  'Mend SSH there (section remote, docs/remote.md), or look yourself and say it with `fairlead roles tell`.';

function whereSeen({ role, sights }: RoleSeen): string {
  const on = sights.filter(({ state, dead }) => state === 'running' && !dead).map(({ name }) => name);
  return on.length === 0 ? role.title : `${role.title} (seen on ${on.join(' and ')})`;
}
