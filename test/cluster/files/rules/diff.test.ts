import t from 'tap';
import type { SeenFile } from '../../../../cluster/files/model.ts';
import { differencesOf } from '../../../../cluster/files/rules/diff.ts';

/** `path=contents`, with the contents for a hash. */
const files = (...told: readonly string[]): readonly SeenFile[] =>
  told.map((each, at) => {
    const [path = '', hash = ''] = each.split('=');
    return { path, hash, bytes: hash.length, modifiedAtMs: at };
  });

t.test('what differs from the master, in order of the path', async (t) => {
  const rows: readonly [text: string, master: readonly string[], there: readonly string[], told: string][] = [
    ['nothing', [], [], ''],
    ['the same', ['a=1', 'b=2'], ['b=2', 'a=1'], ''],
    ['missing', ['b=2', 'a=1'], [], 'missing a, missing b'],
    ['extra', [], ['a=1'], 'extra a'],
    ['different', ['a=1'], ['a=2'], 'different a'],
    ['a name in other letters is the same name', ['Tools/A=1'], ['tools/a=1'], ''],
    ['and told as the master has it', ['Tools/A=1'], ['tools/a=2'], 'different Tools/A'],
    ['all at once', ['a=1', 'b=1', 'd=1'], ['b=2', 'c=1', 'd=1'], 'missing a, different b, extra c'],
    ['what is ignored', ['a.log=1', 'b.log=1'], ['b.log=2', 'c.log=1'], ''],
    ['what is on its way', [], ['a.fairlead-new=1'], ''],
  ];
  for (const [text, master, there, told] of rows) {
    const found = differencesOf(files(...master), files(...there), ['*.log']);
    t.equal(found.map(({ kind, path }) => `${kind} ${path}`).join(', '), told, text);
  }
});

t.test('times alone are no difference, and both sides are told', async (t) => {
  const [one] = files('a=1');
  t.same(differencesOf([one!], [{ ...one!, modifiedAtMs: 99 }], []), []);
  const [other] = files('a=2');
  t.same(differencesOf([one!], [other!], []), [{ path: 'a', kind: 'different', master: one, there: other }]);
});
