import t from 'tap';
import type { SeenFile } from '../../../../cluster/files/model.ts';
import type { Difference } from '../../../../cluster/files/rules/diff.ts';
import { planSync, type SyncChoice, type SyncStep } from '../../../../cluster/files/rules/sync-plan.ts';

const file = (path: string, bytes = 10, hash = 'm'): SeenFile => ({ path, bytes, hash, modifiedAtMs: 0 });

function difference(kind: Difference['kind'], path: string, bytes = 10): Difference {
  const [master, there] = [file(path, bytes), file(path, 3, 't')];
  switch (kind) {
    case 'missing':
      return { path, kind, master, there: undefined };
    case 'different':
      return { path, kind, master, there };
    case 'extra':
      return { path, kind, master: undefined, there };
  }
}

const on = (name: string, folder: string, ...differences: Difference[]) => ({
  server: { id: name.toLowerCase(), name },
  folder,
  differences,
});
const usual: SyncChoice = { removeExtra: false, maxFileBytes: 100, maxSyncBytes: 1_000 };
const told = (step: SyncStep) => `${step.server.name} ${step.kind} ${step.folder}/${step.path}`;

t.test('one server after another, in order; what only a server has stays', async (t) => {
  const all = [
    on('CRM02', 'Pages', difference('missing', 'a'), difference('extra', 'b'), difference('different', 'c')),
    on('CRM02', 'DotNet', difference('different', 'x.dll')),
    on('CRM03', 'Pages', difference('missing', 'a')),
  ];
  const plan = planSync(all, usual);
  t.same(plan.steps.map(told), [
    'CRM02 add Pages/a',
    'CRM02 replace Pages/c',
    'CRM02 replace DotNet/x.dll',
    'CRM03 add Pages/a',
  ]);
  t.same([plan.bytes, plan.leftOut, plan.tooMuch], [40, [], false]);
  t.same(planSync(all, { ...usual, removeExtra: true }).steps.map(told)[1], 'CRM02 set-aside Pages/b');
});

t.test('what is replaced is known by what stood there', async (t) => {
  const [step] = planSync([on('CRM02', 'Pages', difference('different', 'a'))], usual).steps;
  t.match(step, { kind: 'replace', file: { hash: 'm' }, was: { hash: 't', bytes: 3 } });
});

t.test('limits of size, and paths that are none', async (t) => {
  const rows: readonly [Difference, string][] = [
    [difference('missing', 'big', 101), 'too-big'],
    [difference('missing', 'fits', 100), ''],
    [difference('missing', '../up', 1), 'no-plain-path'],
    [difference('extra', '../up', 1), 'no-plain-path'],
  ];
  for (const [each, because] of rows) {
    const plan = planSync([on('CRM02', 'Pages', each)], { ...usual, removeExtra: true });
    t.same(
      plan.leftOut.map((left) => left.because),
      because === '' ? [] : [because],
      each.path,
    );
    t.equal(plan.steps.length, because === '' ? 1 : 0, each.path);
  }
  const many = Array.from({ length: 11 }, (_, at) => difference('missing', `f${at}`, 100));
  t.equal(planSync([on('CRM02', 'Pages', ...many.slice(1))], usual).tooMuch, false);
  t.equal(planSync([on('CRM02', 'Pages', ...many)], usual).tooMuch, true);
});
