// Servers reload their metadata after a change by SQL: who is asked, and who is waited for.

import t from 'tap';
import type { ServerId } from '../../../cluster/model.ts';
import { refreshBy } from '../../../main/manage/refresh-metadata.ts';
import { serverOf } from '../../cluster/support/sample.ts';

const names = ['CRM1', 'CRM2', 'CRM3'];
const servers = names.map((name, position) => serverOf(name, { position }));

type Cluster = {
  readonly reload?: 'auto' | 'off';
  readonly up?: readonly string[];
  /** These load at once when they are asked; true: and it goes well. */
  readonly loads?: Readonly<Record<string, boolean>>;
  readonly byPerson?: readonly string[];
  /** Goes down while it is waited for. */
  readonly goesDown?: string;
};

function clusterOf({ reload = 'auto', up = names, loads = {}, byPerson = [], goesDown }: Cluster) {
  const asked: string[] = [];
  const ended = new Map<string, { readonly ok: boolean; readonly text: string; readonly atMs: number }>();
  const nameOf = (id: ServerId) => servers.find((each) => each.id === id)?.name ?? '';
  let looks = 0;
  const keeper = {
    ask(ids: readonly ServerId[]) {
      for (const name of ids.map(nameOf)) {
        asked.push(name);
        if (loads[name] !== undefined) ended.set(name, { ok: loads[name], text: '', atMs: 1 });
      }
    },
    view: () => ({
      settings: { reload },
      servers: servers.map((server) => ({
        server,
        by: byPerson.includes(server.name) ? ('person' as const) : ('itself' as const),
        last: ended.get(server.name),
      })),
    }),
  };
  const isUp = (id: ServerId) => {
    looks += 1;
    return up.includes(nameOf(id)) && !(looks > 1 && nameOf(id) === goesDown);
  };
  return { asked, keeper, isUp };
}

/** Nobody waits that long: who is waited for in vain fails the test by its own limit. */
const forEverMs = 3_600_000;

const all = { CRM1: true, CRM2: true, CRM3: true };
const rows: readonly (readonly [string, Cluster, readonly string[], readonly string[]])[] = [
  ['all of them load', { loads: all }, names, names],
  ['one that does not load well is left', { loads: { ...all, CRM2: false } }, names, ['CRM1', 'CRM3']],
  [
    'one that is stopped is asked and not waited for',
    { up: ['CRM1'], loads: { CRM1: true } },
    names,
    ['CRM1'],
  ],
  [
    'one that goes down is not waited for any longer',
    { loads: { CRM1: true, CRM3: true }, goesDown: 'CRM2' },
    names,
    ['CRM1', 'CRM3'],
  ],
  ['nobody is up', { up: [] }, names, []],
  [
    'one that only a person can tell is not asked',
    { loads: all, byPerson: ['CRM3'] },
    ['CRM1', 'CRM2'],
    ['CRM1', 'CRM2'],
  ],
  ['it is switched off', { reload: 'off' }, [], []],
];

for (const [name, cluster, wanted, refreshed] of rows)
  t.test(name, async (t) => {
    const { asked, ...made } = clusterOf(cluster);
    const told = await refreshBy({ ...made, waitMs: forEverMs })();
    t.same(asked, wanted);
    t.same(told, { refreshed, left: names.filter((each) => !refreshed.includes(each)) });
  });

t.test('one that is up and does not end is waited for, and not for ever', async (t) => {
  const { keeper, isUp } = clusterOf({ loads: { CRM1: true, CRM2: true } });
  t.same(await refreshBy({ keeper, isUp, waitMs: 1 })(), { refreshed: ['CRM1', 'CRM2'], left: ['CRM3'] });
});
