import t from 'tap';
import { isIgnored, isPlainPath } from '../../../../cluster/files/rules/ignored.ts';

t.test('patterns fit whole paths, without regard to case', async (t) => {
  const rows: readonly [path: string, pattern: string, fits: boolean][] = [
    ['a.log', '*.log', true],
    ['A.LOG', '*.log', true],
    ['Tools/a.log', '*.log', false],
    ['Tools/a.log', '**/*.log', true],
    ['a.log', '**/*.log', true],
    ['x/y/z/a.log', '**/*.log', true],
    ['Temp/a/b', 'Temp/**', true],
    ['Temp', 'Temp/**', false],
    ['temporary/a', 'Temp/**', false],
    ['Temp/a', 'temp\\*', true],
    ['Temp/a', '/Temp/*', true],
    ['page1.asp', 'page?.asp', true],
    ['page12.asp', 'page?.asp', false],
    ['a+b(1).asp', 'a+b(1).asp', true],
    ['aab1.asp', 'a+b(1).asp', false],
    ['axlog', 'a.log', false],
  ];
  for (const [path, pattern, fits] of rows) t.equal(isIgnored(path, [pattern]), fits, `${path} ${pattern}`);
});

t.test('what is on its way is never compared', async (t) => {
  t.ok(isIgnored('Company/Map.asp.fairlead-new', []));
  t.notOk(isIgnored('Company/Map.asp', []));
});

t.test('a path that leads out of the folder, or that Windows would not write, is not plain', async (t) => {
  for (const path of ['a.asp', 'Company/Übersicht 2.asp', '.hidden', 'a..b/c']) t.ok(isPlainPath(path), path);
  const others = [
    '',
    '../a',
    'a/../b',
    './a',
    'a//b',
    '/a',
    'C:/a',
    'a\\b',
    'a.asp:stream',
    'a/',
    'con\u0000',
  ];
  for (const path of [...others, 'a?', 'a.', 'a ', 'x'.repeat(401)]) t.notOk(isPlainPath(path), path);
});
