// What becomes of the roles of a server before it is taken out of service: told in the preview, moved before the server
// leaves. Decides nothing; where a role may go stands in cluster/roles/rules/place.ts.

import { type OperationRefusal, refused } from '../../admin/operation.ts';
import type { Server } from '../../cluster/model.ts';
import type { Role, RoleName } from '../../cluster/roles/role.ts';
import { placesOf, sightsOf, standingNow } from '../../cluster/roles/roles-state.ts';
import { bestPlace } from '../../cluster/roles/rules/place.ts';
import { beginMove, type Mover } from './move-role.ts';

/** `to` null: it stays where it is, and does not run while the server is out. */
export type LeavingRole = {
  readonly role: RoleName;
  readonly title: string;
  readonly to: string | null;
  readonly because: string | null;
  /** True where it is started or stopped by a person, so that nobody can say how long it takes. */
  readonly byHand: boolean;
};

export type LeavingRoles = {
  preview(server: Server): readonly LeavingRole[];
  /** Has all that can go elsewhere begin to move; undefined where that was done. Looks first. */
  begin(
    server: Server,
    asked: { readonly by: string; readonly why: string },
  ): Promise<OperationRefusal | undefined>;
  /** Why the server cannot leave yet; undefined where it can. */
  refusal(server: Server): OperationRefusal | undefined;
};

export function leavingRoles(mover: Mover): LeavingRoles {
  const { keeper, world } = mover;
  const preview = (server: Server): readonly LeavingRole[] =>
    world
      .roles()
      .filter((role) => runsOn(role, server, mover))
      .map((role) => {
        const choice = bestPlace(role, placesOf(role, keeper.book, world), server.id);
        const target = world.servers().find(({ id }) => choice.kind === 'chosen' && id === choice.to);
        const onServers = role.means.kind === 'service' || role.means.kind === 'web-application';
        const ssh = world.hasSsh(server) && (target === undefined || world.hasSsh(target));
        const { name, title } = role;
        const shared = { role: name, title, byHand: onServers && !ssh };
        if (choice.kind === 'nowhere') return { ...shared, to: null, because: choice.because };
        return { ...shared, to: choice.name, because: null };
      });
  return {
    preview,
    async begin(server, { by, why }) {
      await keeper.look();
      const movable = preview(server).filter(({ to }) => to !== null);
      const byHand = movable.find((each) => each.byHand);
      if (byHand !== undefined) return handFirst(server, byHand);
      const asked = { by, why, cause: 'maintenance' } as const;
      const begun = await Promise.all(
        movable.map(async ({ role, to, title }) => ({
          title,
          begun: await beginMove(mover, role, to ?? '', asked),
        })),
      );
      const stuck = begun.find((each) => !each.begun.ok);
      return stuck === undefined || stuck.begun.ok ? undefined : stays(server, stuck.title, stuck.begun);
    },
    refusal(server) {
      const there = preview(server).filter(({ to }) => to !== null);
      const byHand = there.find((each) => each.byHand);
      if (byHand !== undefined) return handFirst(server, byHand);
      if (there.length === 0) return undefined;
      const titles = there.map(({ title }) => title).join(', ');
      return refused(409, 'roles-there', {
        text: `These run on ${server.name} and on no other server: ${titles}.`,
        mend: `Have them moved first: \`fairlead maintenance\` does, or POST /api/v1/servers/${server.name}/move-roles. ${orKeep}`,
      });
    },
  };
}

/** What does not run there does not leave, and what is not needed may stay. */
function runsOn(role: Role, { id }: Server, { keeper, world }: Mover): boolean {
  if (standingNow(role, keeper.book, world).kind === 'not-needed') return false;
  return sightsOf(role, keeper.book, world).some(
    ({ server, state, dead }) => server === id && state === 'running' && !dead,
  );
}

const orKeep = 'Or leave the roles there: --keep-roles.';

function handFirst({ name }: Server, { role, title, to }: LeavingRole): OperationRefusal {
  return refused(409, 'roles-by-hand', {
    text: `${title} runs on ${name} and is moved by a person, so it has to be moved first.`,
    mend: `fairlead roles move ${role} ${to} -m "why", and do what it says. ${orKeep}`,
  });
}

function stays({ name }: Server, title: string, { text, mend }: OperationRefusal): OperationRefusal {
  return refused(409, 'roles-stay', {
    text: `${title} was not moved away from ${name}: ${text}`,
    mend: `${mend} ${orKeep}`.trim(),
  });
}
