// The operations about roles bound to what they do. What they mean stands in cluster/roles/rules/.

import { type BoundOperation, bind, type OperationRefusal, refused } from '../../admin/operation.ts';
import { answerInstruction, moveRole, showRoles, tellDead, tellRole } from '../../admin/operations/roles.ts';
import type { HandAnswer } from '../../cluster/remote/by-hand.ts';
import { signOfLife } from '../../cluster/roles/roles-state.ts';
import { beginMove, type Mover } from './move-role.ts';
import { rolesDocument } from './roles-document.ts';
import { serverCalled } from './wanted-world.ts';

export function rolesOperations(mover: Mover): readonly BoundOperation[] {
  const { keeper, world, desk, parts } = mover;
  const document = () => ({ ok: true as const, value: rolesDocument(mover) });
  return [
    bind(showRoles, document),
    bind(moveRole, async ({ role, server, reason }, { by }) => {
      const begun = await beginMove(mover, role, server, { by, why: reason });
      return begun.ok ? document() : begun;
    }),
    bind(tellRole, async ({ role, server: called, state }, { by }) => {
      const server = serverCalled(parts, called);
      if (server === undefined) return noSuchServer(called);
      const known = world.roles().find((each) => each.name === role);
      if (known === undefined || known.means.kind === 'parameter' || world.hasSsh(server)) return seenAnyway;
      await keeper.tell({ role, server: server.id, state, by, atMs: world.nowMs() });
      return document();
    }),
    bind(tellDead, async ({ server: called, dead }, { by }) => {
      const server = serverCalled(parts, called);
      if (server === undefined) return noSuchServer(called);
      // It would be forgotten at the next look, and whoever said it would not know.
      const life = dead ? signOfLife(server, keeper.book, world) : undefined;
      if (life !== undefined) return stillAlive(server.name, life);
      await keeper.tellDead(server.id, dead, by);
      return document();
    }),
    bind(answerInstruction, ({ id, outcome, said = '' }) =>
      desk.answer(id, handAnswer(outcome, said)) ? document() : noSuchInstruction(id),
    ),
  ];
}

function handAnswer(outcome: HandAnswer['kind'], said: string): HandAnswer {
  switch (outcome) {
    case 'done':
    case 'failed':
      return { kind: outcome, said };
    case 'refused':
      return { kind: outcome, reason: said === '' ? 'no reason was given' : said };
  }
}

const seenAnyway = refused(409, 'seen-anyway', {
  text: 'Fairlead sees that by itself, so nobody has to say it.',
  mend: 'fairlead roles shows what it sees; a role that is not watched is switched on by roles.ROLE.watch.',
});

const noSuchServer = (called: string): OperationRefusal =>
  refused(404, 'unknown-server', {
    text: `There is no server ${called}.`,
    mend: 'fairlead status lists them.',
  });

const stillAlive = (name: string, life: string): OperationRefusal =>
  refused(409, 'server-alive', {
    text: `Fairlead sees ${name} alive: ${life}.`,
    mend: 'If that has just ended, say it again when `fairlead status` shows it down.',
  });

const noSuchInstruction = (id: string): OperationRefusal =>
  refused(404, 'no-such-instruction', {
    text: `No instruction ${id} waits.`,
    mend: 'fairlead roles shows those that do; one that was answered, or whose move has ended, is gone.',
  });
