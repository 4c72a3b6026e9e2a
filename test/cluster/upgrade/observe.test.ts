// What a run looks at before a step that needs verified backups: whether that of the database is still there, and that
// what cannot be told is no reason to halt.

import t from 'tap';
import type { JournalRecord } from '../../../cluster/upgrade/model.ts';
import { observeSite } from '../../../cluster/upgrade/observe.ts';
import { foldJournal } from '../../../cluster/upgrade/rules/fold.ts';
import type { Site } from '../../../cluster/upgrade/site.ts';
import { planOf } from './model-world.ts';

const file = 'D:\\Backups\\CRM_copy.bak';
const plan = planOf();

/** Everything before `until` is done; the backup of the database has kept its file. */
function stateBefore(until: string) {
  const before = plan.steps.slice(
    0,
    plan.steps.findIndex(({ id }) => id === until),
  );
  const records: JournalRecord[] = before.flatMap(({ id: step, kind }): JournalRecord[] => {
    const files = [{ server: '', of: 'database', file, bytes: 1, hash: '' }];
    const evidence = kind === 'backup-database' ? { files } : {};
    return [
      { type: 'step-started', step, try: 1, fence: 1, atMs: 0 },
      { type: 'step-ended', step, outcome: 'done', text: '', evidence, atMs: 0 },
    ];
  });
  return foldJournal(records);
}

/** Only what is asked here; no server is in its list, so that nothing of servers is looked at. */
function siteWith(there: Site['database']['there']) {
  const asked: string[] = [];
  const database = {
    connected: async () => new Map(),
    there: (path: string, signal: AbortSignal) => {
      asked.push(path);
      return there(path, signal);
    },
  };
  const lock = { held: () => true, tellWork: () => undefined };
  return { asked, site: { servers: () => [], database, lock } as unknown as Site };
}

async function look(until: string, there: Site['database']['there']) {
  const problems: string[] = [];
  const state = stateBefore(until);
  const { asked, site } = siteWith(there);
  const observed = await observeSite(site, {
    plan,
    state,
    stop: new AbortController().signal,
    nowMs: 0,
    onProblem: ({ message }) => problems.push(message),
  });
  return { lost: observed.lostBackups, asked, problems };
}

t.test('before a setup the backup of the database is looked for again', async (t) => {
  const cannot = () => Promise.reject(new Error('the database did not answer'));
  t.match(await look('setup@CRM2', async () => true), { lost: [], asked: [file], problems: [] });
  const gone = await look('setup@CRM2', async () => false);
  t.same(gone.lost, [`the database: ${file}`]);
  t.match(await look('setup@CRM2', cannot), { lost: [], problems: ['the database did not answer'] });
  t.match(await look('start@CRM2', async () => false), { lost: [], asked: [] }, 'only where it is needed');
});
