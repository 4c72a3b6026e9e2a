// The keeper of roles that exist once joined: what it looks at, what it may do, what can be asked of it, and how others
// have a role moved. Holds no rules.

import { DatabaseError } from '../../cluster/errors.ts';
import { createByHandRunner } from '../../cluster/remote/by-hand.ts';
import { createHandDesk } from '../../cluster/roles/hand-desk.ts';
import type { RolesKeeperOptions } from '../../cluster/roles/keeper-state.ts';
import type { Move, MoveCause, RoleName } from '../../cluster/roles/role.ts';
import { createRolesKeeper } from '../../cluster/roles/roles-keeper.ts';
import { type RolesWorld, standingNow } from '../../cluster/roles/roles-state.ts';
import { openRolesStore } from '../../cluster/roles/roles-store.ts';
import { roleNotices } from '../../cluster/roles/rules/role-notices.ts';
import type { StepDone } from '../../cluster/roles/run-move.ts';
import { writeParameter } from '../../cluster/roles/write-parameter.ts';
import { loadStatements } from '../../cluster/sql/statements.ts';
import type { LeadershipPart } from './leadership.ts';
import { type LeavingRoles, leavingRoles } from './leaving-roles.ts';
import { beginMove, type MoveAnswer, moveTo } from './move-role.ts';
import { movesDoor } from './moves-door.ts';
import type { ManageContext, ManagedPart } from './part.ts';
import type { MovesDoor, PeersPart } from './peers.ts';
import type { RefreshMetadata } from './refresh-metadata.ts';
import type { RolesShown } from './roles-document.ts';
import { rolesOperations } from './roles-operations.ts';
import { type RolesGround, rolesWorld, type WrittenParameter } from './roles-world.ts';

export type RolesPart = ManagedPart & {
  readonly shown: RolesShown;
  /**
   * Moves a role, and resolves when that has ended. `signal` ends the waiting, not the move, which is never left half
   * done. Never rejects.
   */
  move(role: RoleName, server: string, asked: MoveAsked): Promise<MoveAnswer>;
  /** What becomes of them before the server is taken out of service. */
  readonly leaving: LeavingRoles;
  /** What other Fairleads know of moves, and are told of. */
  readonly movesDoor: MovesDoor;
};

export type MoveAsked = {
  readonly by: string;
  readonly why: string;
  readonly cause?: MoveCause;
  readonly signal?: AbortSignal;
};

export type RolesOptions = RolesGround & {
  readonly leadership: Pick<LeadershipPart, 'isLeader' | 'fence' | 'onChange' | 'view'>;
  readonly refresh: RefreshMetadata;
  readonly peers: Pick<PeersPart, 'tellMove' | 'haveBeenHeard'>;
};

export function createRolesPart(context: ManageContext, options: RolesOptions): RolesPart {
  const { parts, nowMs } = context;
  const written: WrittenParameter = { last: undefined };
  const world = rolesWorld(context, options, written);
  const desk = createHandDesk(nowMs);
  const byHand = createByHandRunner({ askPerson: desk.askPerson, nowMs });
  const keeper = createRolesKeeper({ ...keeperOptions(context, options, world, written), byHand });
  const stopTelling = keeper.onMove((move) => tellMove(context, move, world));
  const shown: RolesShown = { keeper, world, desk };
  const mover = { ...shown, parts, isLeader: options.leadership.isLeader };
  return {
    shown,
    move: async (role, server, asked) => moveTo(await beginMove(mover, role, server, asked), asked.signal),
    leaving: leavingRoles(mover),
    movesDoor: movesDoor(context, keeper, { world, leadership: options.leadership }),
    operations: rolesOperations(mover),
    notices: (atMs) =>
      roleNotices({
        roles: world.roles().map((role) => ({
          role,
          standing: standingNow(role, keeper.book, world),
          moving: keeper.moving(role.name),
          lastMove: keeper.book.moves.get(role.name),
          nameOf: (id) => world.servers().find((each) => each.id === id)?.name ?? id,
        })),
        hasSsh: (id) => world.servers().some((each) => each.id === id && world.hasSsh(each)),
        waiting: desk.waiting().length,
        nowMs: atMs,
      }),
    start: keeper.start,
    async close() {
      stopTelling();
      await Promise.all([byHand.close(), keeper.close()]);
    },
  };
}

function keeperOptions(
  { parts, logger, nowMs }: ManageContext,
  { leadership, remote, refresh, peers }: RolesOptions,
  world: RolesWorld,
  written: WrittenParameter,
): Omit<RolesKeeperOptions, 'byHand'> {
  const { current, directory } = parts;
  const statements = () => loadStatements(current.profile.sql, current.profile.parameters.secret.length);
  const store = openRolesStore(current.configuration.dataDirectory);
  if (store.problem !== undefined) logger.error({ err: store.problem }, store.problem.message);
  return {
    ...world,
    store,
    runner: remote.runner,
    times() {
      const { leastBusyEveryMs: everyMs, leastBusyByUsers: byUsers, ...times } = current.configuration.roles;
      return { ...times, leastBusy: { everyMs, byUsers } };
    },
    async writeParameter({ means }, server): Promise<StepDone> {
      if (means.kind !== 'parameter') return { ok: false, text: 'it is no parameter' };
      const done = await writeParameter(directory.query, statements(), means.name, server);
      if (done.value !== undefined) written.last = { value: done.value, atMs: nowMs() };
      return done;
    },
    async refresh(): Promise<StepDone> {
      const { refreshed, left } = await refresh();
      const told = refreshed.length > 0 ? [`loaded by ${refreshed.join(', ')}`] : [];
      const rest = left.length > 0 ? [`still to be loaded by ${left.join(', ')}`] : [];
      return { ok: true, text: [...told, ...rest].join('; ') || 'there is no server to tell' };
    },
    async countScripts() {
      if (current.configuration.database === null) return undefined;
      try {
        const [row] = await directory.query(statements().detachedScripts);
        const count = Number(row?.scripts);
        return Number.isInteger(count) ? count : undefined;
      } catch (error) {
        if (error instanceof DatabaseError) return undefined;
        throw error;
      }
    },
    mayAct: leadership.isLeader,
    fence: leadership.fence,
    onLead: leadership.onChange,
    heardOthers: peers.haveBeenHeard,
    tellOthers: (move) => (leadership.view().state === 'alone' ? Promise.resolve() : peers.tellMove(move)),
    nowMs,
    onProblem: (problem) => logger.warn({ err: problem }, problem.message),
  };
}

/** Every step stands in the audit, with the fence of the leader that does it. */
function tellMove({ audit, logger }: ManageContext, move: Move, world: RolesWorld): void {
  const { role, to, cause, by, why, end } = move;
  const { fence } = move.version;
  const last = move.deeds.at(-1);
  const server = world.servers().find(({ id }) => id === to)?.name ?? to;
  const text =
    end === undefined ? (last?.text ?? `move to ${server}: ${why}`) : `${end.outcome}: ${end.text}`;
  logger[end !== undefined && end.outcome !== 'moved' ? 'warn' : 'info'](
    { role, server, fence },
    `${role}: ${text}`,
  );
  const outcome = end === undefined ? (last?.ok === false ? 'failed' : 'done') : end.outcome;
  audit
    .write({
      operation: end === undefined ? 'role.step' : 'role.moved',
      by,
      from: 'here',
      input: { role, server, cause, fence },
      outcome,
      because: text,
    })
    .catch((error: Error) =>
      logger.error({ err: error }, `the audit could not be written: ${error.message}`),
    );
}
