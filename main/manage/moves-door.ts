// What other Fairleads tell of moves, and are told of, joined. Decides nothing: what is heard stands in
// cluster/roles/rules/heard-move.ts.

import type { HeardMove } from '../../cluster/roles/left-moves.ts';
import type { RolesKeeper } from '../../cluster/roles/roles-keeper.ts';
import { nameOf, type RolesWorld } from '../../cluster/roles/roles-state.ts';
import type { LeadershipPart } from './leadership.ts';
import type { ManageContext } from './part.ts';
import type { MovesDoor } from './peers.ts';

export type MovesGround = {
  readonly world: RolesWorld;
  readonly leadership: Pick<LeadershipPart, 'view'>;
};

/** Without a database every Fairlead leads, so that none may take over what another does: nothing is exchanged. */
export function movesDoor(
  { logger }: ManageContext,
  keeper: RolesKeeper,
  { world, leadership }: MovesGround,
): MovesDoor {
  const isAlone = () => leadership.view().state === 'alone';
  return {
    known: () => (isAlone() ? [] : keeper.book.moves.values()),
    async hear(moves, peer) {
      if (isAlone()) return;
      for (const heard of await keeper.hear(moves)) {
        const { role, version } = heard.move;
        logger.info({ peer, role, fence: version.fence }, textOf(heard, world, peer));
      }
    },
  };
}

function textOf({ move, news }: HeardMove, world: RolesWorld, peer: string): string {
  const { role, to, end } = move;
  const what = `${role} to ${nameOf(world, to)}, told by the Fairlead ${peer}`;
  switch (news) {
    case 'begun':
      return `a move is under way: ${what}`;
    case 'taken-over':
      return `a move was taken over by another leader: ${what}`;
    case 'ended':
      return `a move has ended (${end?.outcome}): ${what}`;
  }
}
