// The doctor joined: examines when it is asked, once at a time, and keeps nothing. Holds no rules.

import { bind } from '../../admin/operation.ts';
import { type DoctorDocument, showDoctor } from '../../admin/operations/doctor.ts';
import type { RoleSeen } from '../../cluster/doctor/model.ts';
import type { RemoteRunner } from '../../cluster/remote/command.ts';
import { untilAborted } from '../at-most.ts';
import { doctorDocument } from '../doctor-document.ts';
import { doctorOptions } from '../doctor-options.ts';
import type { ManageContext, ManagedPart } from './part.ts';
import type { RolesShown } from './roles-document.ts';

export type DoctorJoint = {
  readonly runner: RemoteRunner;
  /** Who looks after the roles; asked for at each examination. */
  readonly roles: () => RolesShown;
};

/** A second question while one is being answered gets the same answer. */
export function createDoctorPart({ parts, nowMs }: ManageContext, joint: DoctorJoint): ManagedPart {
  const closing = new AbortController();
  let running: Promise<DoctorDocument> | undefined;
  const examine = async () => {
    // 40 files that a start does without.
    const { examineCluster } = await import('../../cluster/doctor/doctor.ts');
    const { directory, current } = parts;
    const known = new Map(directory.topology()?.servers.map(({ name, id }) => [name.toLowerCase(), id]));
    const options = await doctorOptions(current, {
      query: directory.query,
      runner: joint.runner,
      nowMs,
      ...(current.port !== undefined && { port: current.port }),
      idOf: (name) => known.get(name.toLowerCase()) ?? name,
      keptRoles: (signal) => keptRoles(joint.roles(), signal),
    });
    return doctorDocument(await examineCluster(options, closing.signal), nowMs());
  };
  return {
    operations: [
      bind(showDoctor, async () => {
        running ??= examine().finally(() => {
          running = undefined;
        });
        return { ok: true, value: await running };
      }),
    ],
    async close() {
      closing.abort();
      // Whoever asked is told how it went.
      await running?.catch(() => undefined);
    },
  };
}

/** What its keeper knows right after a look, so that `fairlead roles` says the same. */
async function keptRoles({ keeper, world }: RolesShown, signal: AbortSignal): Promise<readonly RoleSeen[]> {
  await untilAborted(keeper.look(), signal);
  const { rolesSeen } = await import('../../cluster/doctor/look-roles.ts');
  return rolesSeen(keeper.book, world, ({ name }) => keeper.moving(name));
}
