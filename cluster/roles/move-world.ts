// The world of one move: how its steps are done, over SSH or by a person, and what each leaves in the book.

import { pause } from '../pause.ts';
import { act } from './act.ts';
import type { KeeperState } from './keeper-state.ts';
import type { Role, RoleName } from './role.ts';
import { nameOf, sightsOf, toldKey } from './roles-state.ts';
import type { MoveWorld, StepDone } from './run-move.ts';

/** Time between two looks of a move that waits. */
const againMs = 2_000;

/** What one run of a move has of its own. */
export type OwnWorld = Pick<MoveWorld, 'mayAct' | 'keep'> & {
  readonly name: RoleName;
  readonly signal: AbortSignal;
};

export function moveWorld(state: KeeperState, { name, signal, mayAct, keep }: OwnWorld): MoveWorld {
  const { book } = state;
  const roleOf = () => state.roles().find((each) => each.name === name);
  const actOn = async (what: 'start' | 'stop', role: Role, on: string): Promise<StepDone> => {
    const server = state.servers().find(({ id }) => id === on);
    if (server === undefined) return { ok: false, text: 'it is not in the list any more' };
    const ssh = state.hasSsh(server);
    const runner = ssh ? state.runner : state.byHand;
    const { means } = role;
    const done = await act(runner, { what, means, server, waitMs: state.times().waitMs }, signal);
    // Nobody sees that server: what the person who did it said counts from now on.
    if (!ssh && done.ok && (done.seen.state === 'running' || done.seen.state === 'stopped')) {
      const { state: seen } = done.seen;
      const told = { role: name, server: on, state: seen, by: 'whoever did it', atMs: state.nowMs() };
      book.told.set(toldKey(name, on), told);
    }
    return done;
  };
  return {
    role: roleOf,
    look: state.look,
    sights: (role) => sightsOf(role, book, state),
    nameOf: (id) => nameOf(state, id),
    start: (role, on) => actOn('start', role, on),
    stop: (role, on) => actOn('stop', role, on),
    async write(role, on) {
      const server = state.servers().find(({ id }) => id === on);
      if (server === undefined) return { ok: false, text: 'it is not in the list any more' };
      return state.writeParameter(role, server);
    },
    refresh: state.refresh,
    mayAct,
    limits: () => ({ ...state.times(), againMs }),
    keep,
    pause: (ms) => pause(ms, signal),
    nowMs: state.nowMs,
  };
}
