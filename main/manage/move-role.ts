// Has a role moved to a server that somebody named: what may not be is refused with its reason, before anything is done.

import type { OperationRefusal } from '../../admin/operation.ts';
import { refused } from '../../admin/operation.ts';
import type { Move, MoveCause, Role, RoleName } from '../../cluster/roles/role.ts';
import { placesOf } from '../../cluster/roles/roles-state.ts';
import { refusalOf } from '../../cluster/roles/rules/place.ts';
import { untilAborted } from '../at-most.ts';
import { notLeader } from './not-leader.ts';
import type { ManageContext } from './part.ts';
import type { RolesShown } from './roles-document.ts';
import { unknownServer } from './unknown-server.ts';
import { serverCalled } from './wanted-world.ts';

export type Mover = RolesShown & {
  readonly parts: ManageContext['parts'];
  readonly isLeader: () => boolean;
};

/** `already`: there was nothing to do. */
export type MoveBegun = { readonly ok: true; readonly ended: Promise<Move> | undefined } | OperationRefusal;

/** How it ended; a refusal where it never began. */
export type MoveAnswer =
  | { readonly ok: true; readonly outcome: 'moved' | 'already' | 'waiting-ended'; readonly text: string }
  | OperationRefusal;

type Wish = { readonly by: string; readonly why: string; readonly cause?: MoveCause };

/** Looks at the servers first; resolves when the move has begun. */
export async function beginMove(
  mover: Mover,
  name: RoleName,
  called: string,
  { by, why, cause = 'asked' }: Wish,
): Promise<MoveBegun> {
  const { parts, keeper, world, isLeader } = mover;
  if (!isLeader()) return notLeader();
  const server = serverCalled(parts, called);
  if (server === undefined) return unknownServer(called, world.servers());
  const role = world.roles().find((each) => each.name === name);
  if (role === undefined) {
    const mend = 'Set roles.ROLE.watch to true.';
    return refused(409, 'not-watched', { text: `The role ${name} is not watched here.`, mend });
  }
  if (!keeper.moving(name)) await keeper.look();
  const place = placesOf(role, keeper.book, world).find((each) => each.server === server.id);
  const whyNot = place === undefined ? undefined : refusalOf(role, place);
  if (whyNot !== undefined) return refused(409, 'not-there', { text: whyNot, mend: mendOf(role) });
  const begun = await keeper.begin({ role, to: server.id, by, why, cause });
  switch (begun.kind) {
    case 'already':
      return { ok: true, ended: undefined };
    case 'begun':
      return { ok: true, ended: begun.ended };
    case 'under-way':
      return refused(409, 'under-way', {
        text: `${role.title} is being moved already.`,
        mend: 'Wait until that has ended: fairlead roles.',
      });
    case 'refused':
      return refused(409, 'cannot-move', {
        text: `${role.title} was not moved: ${begun.because}.`,
        mend: 'See `fairlead roles`; mend what stands in the way, then move it again. Nothing was changed.',
      });
  }
}

/** Waits for the end of a move that has begun. */
export async function moveTo(begun: MoveBegun, signal?: AbortSignal): Promise<MoveAnswer> {
  if (!begun.ok) return begun;
  if (begun.ended === undefined) return { ok: true, outcome: 'already', text: 'it is there already' };
  return answerOf(await untilAborted(begun.ended, signal));
}

function answerOf(move: Move | undefined): MoveAnswer {
  if (move === undefined) return { ok: true, outcome: 'waiting-ended', text: 'the move goes on' };
  if (move.end === undefined)
    return refused(409, 'not-leader', {
      text: `This Fairlead does not lead any more; whoever does goes on with the move of ${move.role}.`,
      mend: 'See `fairlead roles` at the one that leads; the status names it.',
    });
  const { outcome, text } = move.end;
  if (outcome === 'moved') return { ok: true, outcome, text };
  return refused(409, outcome, {
    text: `The role ${move.role} was not moved (${outcome}): ${text}.`,
    mend: 'See `fairlead roles`; mend what stands in the way, then move it again.',
  });
}

function mendOf({ name, place }: Role): string {
  if (place === 'master')
    return 'Move it to the master. Where your CRM may run it elsewhere, set its place in crm.overrides.roles.';
  return `See \`fairlead roles\`; where nobody sees a server, look there and say it: fairlead roles tell ${name} SERVER stopped.`;
}
