// A move over two Fairleads: from every point at which the leader can be killed or lose the lead, whatever is told in which
// order, twice or never, whoever leads next goes on with it. Never two run, and what ended never begins again.

import t from 'tap';
import type { Move } from '../../../../cluster/roles/role.ts';
import { hearMove } from '../../../../cluster/roles/rules/heard-move.ts';
import { leftStep } from '../../../../cluster/roles/rules/left-move.ts';
import { isLater, nextVersion } from '../../../../cluster/roles/rules/move-version.ts';
import { nextMoveStep } from '../../../../cluster/roles/rules/next-step.ts';
import { moveOf, service, sightsFrom } from './support.ts';

type Place = 0 | 1;
const places: readonly Place[] = [0, 1];

/** One Fairlead. `runs`: it is doing the steps, under the fence with which it began. */
type Fairlead = { readonly move: Move | undefined; readonly runs: number | undefined };

type Scene = {
  /** `r`, `s` on A, B, C. */
  readonly servers: string;
  readonly fairleads: readonly [Fairlead, Fairlead];
  /** Who has the lock, and under which fence. */
  readonly leader: Place | undefined;
  readonly fence: number;
  /** Everything that was ever told stays under way: it may come late, twice, or never. */
  readonly told: readonly Move[];
};

/** So many times the lead may go to somebody. */
const mostLeads = 3;
const noted = { role: 'indexer', by: 'anna', why: 'a test', cause: 'asked' } as const;

const begun: Scene = {
  servers: 'r s s',
  fairleads: [
    { move: moveOf({ ...noted, from: 'A', to: 'B', version: { fence: 10, number: 1 } }), runs: 10 },
    { move: undefined, runs: undefined },
  ],
  leader: 0,
  fence: 10,
  told: [],
};

const nextOf = (move: Move, servers: string) =>
  nextMoveStep({ move, means: service, sights: sightsFrom(servers), nameOf: (id) => id, tries: 1 });

const withFairlead = ({ fairleads }: Scene, place: Place, one: Fairlead): Scene['fairleads'] =>
  place === 0 ? [one, fairleads[1]] : [fairleads[0], one];

const isRunning = ({ runs }: Fairlead) => runs !== undefined;

/** It writes: at home, and whether the other hears it is open. */
function written(scene: Scene, place: Place, move: Move): Scene {
  const { runs, move: before } = scene.fairleads[place];
  const next = { ...move, version: nextVersion(before?.version, runs ?? 0) };
  const over = next.end !== undefined;
  return {
    ...scene,
    fairleads: withFairlead(scene, place, { move: next, runs: over ? undefined : runs }),
    told: [...scene.told, next],
  };
}

/** What the one that runs the move may leave behind by its next step: done or not, written down or not. */
function stepped(scene: Scene, place: Place): readonly Scene[] {
  const { move, runs } = scene.fairleads[place];
  if (move === undefined || runs === undefined) return [];
  // Cut as soon as it does not lead any more, and never under another lead.
  if (scene.leader !== place || scene.fence !== runs) return [stopped(scene, place)];
  const step = nextOf(move, scene.servers);
  const set = (on: string, letter: string) =>
    scene.servers
      .split(' ')
      .map((each, at) => ('ABC'[at] === on ? letter : each))
      .join(' ');
  switch (step.kind) {
    case 'end':
      return [
        written(scene, place, { ...move, end: { atMs: 0, outcome: step.outcome, text: step.because } }),
      ];
    case 'stop': {
      const done = { ...scene, servers: set(step.on, 's') };
      return [done, written(done, place, move)];
    }
    case 'start': {
      const done = { ...scene, servers: set(step.on, 'r') };
      const failed = { ...move, failedStarts: move.failedStarts + 1 };
      return [done, written(done, place, move), written(done, place, failed), written(scene, place, failed)];
    }
    case 'turn-back':
      return [written(scene, place, { ...move, heading: 'back', failedStarts: 0 })];
    case 'wait':
    case 'write':
    case 'refresh':
      return [];
  }
}

const stopped = (scene: Scene, place: Place): Scene => ({
  ...scene,
  fairleads: withFairlead(scene, place, { ...scene.fairleads[place], runs: undefined }),
});

/** And started again from its disk: the lock went with its connection. */
const killed = (scene: Scene, place: Place): Scene =>
  stopped(scene.leader === place ? leadGoes(scene, undefined) : scene, place);

function heard(scene: Scene, place: Place, told: Move): Scene {
  const { move, runs } = scene.fairleads[place];
  const hearing = hearMove({
    own: move,
    told,
    runsHere: runs !== undefined,
    leads: scene.leader === place && scene.fence === runs,
  });
  switch (hearing.kind) {
    case 'pass-over':
      return scene;
    case 'overrule':
      return {
        ...scene,
        fairleads: withFairlead(scene, place, { move: hearing.move, runs }),
        told: [...scene.told, hearing.move],
      };
    case 'keep':
      return {
        ...scene,
        fairleads: withFairlead(scene, place, {
          move: hearing.move,
          runs: hearing.stops ? undefined : runs,
        }),
      };
  }
}

/** `heardOthers` is open: the other may be dead for good. */
function goneOnWith(scene: Scene, place: Place): readonly Scene[] {
  const { move, runs } = scene.fairleads[place];
  if (move === undefined || runs !== undefined) return [];
  const step = leftStep({
    move,
    leads: scene.leader === place,
    fence: scene.fence,
    heardOthers: true,
    standing: undefined,
    nowMs: 0,
    moveTimeoutMs: 1,
  });
  if (step.kind !== 'go-on') return [];
  const fairleads = withFairlead(scene, place, { move, runs: scene.fence });
  return [written({ ...scene, fairleads }, place, move)];
}

const leadGoes = (scene: Scene, leader: Place | undefined): Scene => ({
  ...scene,
  leader,
  fence: leader === undefined ? scene.fence : scene.fence + 10,
});

/** Everything that can happen next. */
function after(scene: Scene): readonly Scene[] {
  const leads = scene.fence / 10;
  return [
    ...places.flatMap((place) => [
      ...stepped(scene, place),
      ...goneOnWith(scene, place),
      ...scene.told.map((told) => heard(scene, place, told)),
      killed(scene, place),
      ...(leads < mostLeads && scene.leader === undefined ? [leadGoes(scene, place)] : []),
    ]),
    ...(scene.leader === undefined ? [] : [leadGoes(scene, undefined)]),
  ];
}

/** What both know already, or know better, changes nothing however often it comes: rules/heard-move.ts has its own test. */
function pruned(scene: Scene): Scene {
  const isNews = ({ version }: Move) =>
    scene.fairleads.some(({ move }) => move === undefined || isLater(version, move.version));
  const nameOf = ({ version }: Move) => version.fence * 1_000 + version.number;
  const told = new Map(scene.told.filter(isNews).map((each) => [nameOf(each), each]));
  return { ...scene, told: [...told].sort(([one], [other]) => one - other).map(([, each]) => each) };
}

/** Every scene that can be reached, once. */
function* scenes(first: Scene): Generator<Scene> {
  const seen = new Set<string>();
  const open = [first];
  for (let scene = open.pop(); scene !== undefined; scene = open.pop()) {
    const key = JSON.stringify(scene);
    if (seen.has(key)) continue;
    seen.add(key);
    yield scene;
    open.push(...after(scene).map(pruned));
  }
}

const running = ({ servers }: Scene) => servers.split('r').length - 1;
/** The step as it goes where nothing goes wrong: done and written down. */
function undisturbed(scene: Scene, place: Place): readonly Scene[] {
  const all = stepped(scene, place);
  return all.length > 1 ? all.slice(1, 2) : all;
}

/** Now everything arrives, and that one leads without trouble until nothing is left to do. */
function settled(scene: Scene, leader: Place): Scene {
  let now = leadGoes({ ...scene, leader: undefined }, leader);
  for (const place of places) now = stopped(now, place);
  for (const told of scene.told) for (const place of places) now = heard(now, place, told);
  for (let round = 0; round < 20; round += 1) {
    const [next] = isRunning(now.fairleads[leader]) ? undisturbed(now, leader) : goneOnWith(now, leader);
    if (next === undefined) break;
    now = next;
    const other: Place = leader === 0 ? 1 : 0;
    for (const told of now.told) now = heard(now, other, told);
  }
  return now;
}

/** Whoever knows of the end goes on with it all the same. */
const beginsAnew = (scene: Scene) =>
  places.some((place) => {
    const { move, runs } = scene.fairleads[place];
    return move?.end !== undefined && (runs !== undefined || goneOnWith(scene, place).length > 0);
  });

const knowsOf = ({ fairleads, told }: Scene, place: Place) =>
  fairleads[place].move !== undefined || told.length > 0;

/** Both know the same end, and it is true. */
function isSettled({ fairleads, servers }: Scene): boolean {
  const [one, other] = fairleads.map(({ move }) => move);
  if (one?.end === undefined || JSON.stringify(one) !== JSON.stringify(other)) return false;
  // Failed: it was started nowhere, or its start was told as failed and worked all the same; then it stays there.
  const goals = { moved: ['s r s'], 'went-back': ['r s s'], failed: ['s s s', 'r s s', 's r s'] };
  const { outcome } = one.end;
  return outcome !== 'given-up' && goals[outcome].includes(servers);
}

t.test('interrupted anywhere, the next leader goes on: never two, never anew, and to an end', async (t) => {
  let count = 0;
  let worst = 0;
  let two = 0;
  const anew: Scene[] = [];
  const unsettled: Scene[] = [];
  for (const scene of scenes(begun)) {
    count += 1;
    worst = Math.max(worst, running(scene));
    const acting = places.filter((at) => isRunning(scene.fairleads[at]) && scene.leader === at);
    two = Math.max(two, acting.length);
    if (beginsAnew(scene)) anew.push(scene);
    for (const leader of places)
      if (knowsOf(scene, leader) && !isSettled(settled(scene, leader))) unsettled.push(scene);
  }
  t.ok(count > 500, `${count} scenes`);
  t.equal(worst, 1, 'the role never runs on two servers');
  t.equal(two, 1, 'never two that do steps');
  t.same(anew.slice(0, 1), [], 'what has ended is not begun anew');
  t.same(unsettled.slice(0, 1), [], 'whoever leads next ends it, and both know the same');
});
