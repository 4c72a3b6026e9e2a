// The JSON a script answers, read field by field.

import t from 'tap';
import { parseAnswer } from '../../../../cluster/remote/rules/answer.ts';

t.test('fields are read, lists in both forms of PowerShell 5.1', (t) => {
  const stdout =
    'some words\n{"name":"a","size":3,"up":true,"none":null,"one":["x"],"two":{"value":["y"],"Count":1},"rows":[{"id":1}]}\n';
  const read = parseAnswer(stdout, (fields) => [
    fields.text('name'),
    fields.number('size'),
    fields.flag('up'),
    fields.optionalText('none'),
    fields.optionalNumber('missing'),
    fields.texts('one'),
    fields.texts('two'),
    fields.texts('none'),
    fields.list('rows', (row) => row.number('id')),
  ]);
  t.same(read, { ok: true, value: ['a', 3, true, undefined, undefined, ['x'], ['y'], [], [1]] });
  t.end();
});

t.test('an answer that is something else is told in one clear sentence', (t) => {
  const rows: readonly (readonly [stdout: string, problem: string])[] = [
    ['', 'nothing was answered'],
    ['\n \n', 'nothing was answered'],
    ['Access denied', 'the answer is no JSON: Access denied'],
    ['[1]', 'the answer is no object: [1]'],
    ['{}', 'the answer has no string under "name": nothing'],
    ['{"name":5}', 'the answer has no string under "name": 5'],
    ['{"name":"a","rows":5}', '"rows" is no list: 5'],
    ['{"name":"a","rows":[7]}', '"rows" 1 is no object: 7'],
  ];
  for (const [stdout, problem] of rows) {
    const read = parseAnswer(stdout, (fields) => [
      fields.text('name'),
      fields.list('rows', (row) => row.text('id')),
    ]);
    t.same(read, { ok: false, problem });
  }
  const long = parseAnswer('x'.repeat(500), () => 0);
  t.ok(!long.ok && long.problem.length < 200, 'and no longer than that');
  t.end();
});
