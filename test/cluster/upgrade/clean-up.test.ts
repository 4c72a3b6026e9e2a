// The clean-up over real journals: what is deleted is written down, what cannot be is told and tried again.

import { join } from 'node:path';
import t, { type Test } from 'tap';
import { cleanUpRuns } from '../../../cluster/upgrade/clean-up.ts';
import { keptIn } from '../../../cluster/upgrade/kept-in.ts';
import type { RecordBody } from '../../../cluster/upgrade/model.ts';
import { createRunStore } from '../../../cluster/upgrade/run-store.ts';
import { planOf } from './model-world.ts';

const plan = planOf({}, ['CRM1', 'CRM2']);
const dayMs = 86_400_000;

/** Two completed runs, each with its backups. */
async function open(t: Test) {
  const clock = { nowMs: 1_000_000 };
  const store = createRunStore(join(t.testdir(), 'runs'), () => clock.nowMs);
  for (const number of [1, 2]) {
    const { run, journal } = await store.begin(plan);
    const by = { by: 'anna', reason: '', notBeforeMs: undefined };
    await journal.append({ type: 'run-started', run, planHash: plan.hash, ...by });
    for (const { id, key, kind, targets } of plan.steps) {
      const [server = ''] = targets;
      const file =
        kind === 'backup-database'
          ? `D:\\CRM_copy_2026112${number}T010000Z.bak`
          : `C:\\B\\fairlead-run-${number}-0123abcd\\${key}.zip`;
      const evidence = kind.startsWith('backup-')
        ? { files: [{ server, of: kind, file, bytes: 1, hash: 'a' }] }
        : {};
      await journal.append({ type: 'step-ended', step: id, outcome: 'done', text: '', evidence });
    }
    await journal.append({ type: 'run-ended', end: { state: 'completed' } } satisfies RecordBody);
    await journal.close();
  }
  const discarded: string[] = [];
  const away = new Set<string>();
  const discard = async (copies: readonly { readonly server: string; readonly file: string }[]) => {
    const [first] = copies;
    if (away.has(first?.server ?? '')) throw new Error(`${first?.server} is not reached by SSH`);
    discarded.push(...copies.map(({ server, file }) => `${server} ${file}`));
  };
  const environments = new Map([['test', { discard }]]);
  const clean = (signal = new AbortController().signal) =>
    cleanUpRuns(
      { store, environments, nowMs: () => clock.nowMs },
      { keepMs: 28 * dayMs, signal, tell: () => undefined },
    );
  return { clock, store, discarded, away, environments, clean, kept: keptIn(store) };
}

t.test('old copies go, server by server, and their run has not kept them any more', async (t) => {
  const { clock, discarded, clean, kept } = await open(t);
  t.same(await clean(), { deleted: [], left: [] });
  clock.nowMs += 29 * dayMs;
  t.match(await clean(), { deleted: { length: 5 }, left: [] });
  t.same(discarded.toSorted(), [
    ' D:\\CRM_copy_20261121T010000Z.bak',
    'CRM1 C:\\B\\fairlead-run-1-0123abcd\\save-files.zip',
    'CRM1 C:\\B\\fairlead-run-1-0123abcd\\save-registry.zip',
    'CRM2 C:\\B\\fairlead-run-1-0123abcd\\save-files.zip',
    'CRM2 C:\\B\\fairlead-run-1-0123abcd\\save-registry.zip',
  ]);
  t.match(await kept('1'), { copies: [] });
  t.match(await kept('2'), { copies: { length: 5 } });
  t.equal(await kept('9'), undefined);
  t.same(await clean(), { deleted: [], left: [] }, 'a second time nothing is left');
});

t.test('what cannot be deleted is told, and tried again', async (t) => {
  const { clock, away, clean, kept } = await open(t);
  clock.nowMs += 29 * dayMs;
  away.add('CRM2');
  t.match(await clean(), { deleted: { length: 3 }, left: ['run 1: CRM2 is not reached by SSH'] });
  t.match(await kept('1'), { copies: [{ server: 'CRM2' }, { server: 'CRM2' }] });
  away.clear();
  t.match(await clean(), { deleted: { length: 2 }, left: [] });
});

t.test('an environment that is not there any more is told, and a cancelled clean-up stops', async (t) => {
  const { clock, environments, discarded, clean } = await open(t);
  clock.nowMs += 29 * dayMs;
  const stop = new AbortController();
  stop.abort();
  t.same(await clean(stop.signal), { deleted: [], left: [] });
  t.same(discarded, []);
  environments.clear();
  t.match(await clean(), {
    deleted: { length: 0 },
    left: ['run 1: its environment test is not configured any more'],
  });
});
