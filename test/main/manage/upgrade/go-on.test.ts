// What was left in the middle is looked for once for each time of leading, and again only where looking failed.

import t from 'tap';
import { createGoOn } from '../../../../main/manage/upgrade/go-on.ts';

type Scene = { leads: boolean; fence: number; underWay: boolean; failure: string | undefined };

function stageOf() {
  const scene: Scene = { leads: true, fence: 7, underWay: false, failure: undefined };
  const seen = { looks: 0, problems: [] as string[] };
  const { look: goOn, notices } = createGoOn({
    manager: {
      current: () => (scene.underWay ? ({} as never) : undefined),
      async resume() {
        seen.looks += 1;
        if (scene.failure !== undefined) throw new Error(scene.failure);
      },
    },
    leadership: { isLeader: () => scene.leads, fence: () => scene.fence },
    onProblem: ({ message }) => seen.problems.push(message),
  });
  return { scene, seen, goOn, notices };
}

t.test('the disk is read once for each fence, and only while it leads', async (t) => {
  const { scene, seen, goOn } = stageOf();
  scene.leads = false;
  await goOn();
  t.equal(seen.looks, 0);
  scene.leads = true;
  for (let second = 0; second < 5; second += 1) await goOn();
  t.equal(seen.looks, 1);
  scene.leads = false;
  await goOn();
  Object.assign(scene, { leads: true, fence: 9 });
  for (let second = 0; second < 5; second += 1) await goOn();
  t.equal(seen.looks, 2, 'another time of leading');
});

t.test('nothing is looked for while a run is under way, or while it is being looked for', async (t) => {
  const { scene, seen, goOn } = stageOf();
  scene.underWay = true;
  await goOn();
  t.equal(seen.looks, 0);
  scene.underWay = false;
  await Promise.all([goOn(), goOn()]);
  t.equal(seen.looks, 1);
});

t.test('a failure is tried again and told once', async (t) => {
  const { scene, seen, goOn, notices } = stageOf();
  t.same(notices(), []);
  scene.failure = 'the journal is damaged';
  for (let second = 0; second < 3; second += 1) await goOn();
  t.equal(seen.looks, 3);
  t.same(seen.problems, ['the journal is damaged']);
  scene.failure = 'the disk is gone';
  await goOn();
  t.same(seen.problems, ['the journal is damaged', 'the disk is gone']);
  t.match(notices(), [{ severity: 'fault', code: 'run-left', text: /: the disk is gone$/ }]);
  scene.failure = undefined;
  await goOn();
  await goOn();
  t.equal(seen.looks, 5);
  t.same(notices(), [], 'what was told is over');
});
