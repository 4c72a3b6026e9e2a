// Output of a server as people and parsers get it.

import t from 'tap';
import { readPid, tidyErrors, tidyOutput } from '../../../../cluster/remote/rules/output.ts';

t.test('the process id is the first line, however the pieces arrive', (t) => {
  const rows: readonly (readonly [start: string, pid: number | 'none' | undefined])[] = [
    ['', undefined],
    ['fair', undefined],
    ['fairlead-pid:12', undefined],
    ['fairlead-pid:1234\r\nmore', 1234],
    ['fairlead-pid:1234\n', 1234],
    ['fairlead-pid:x\n', 'none'],
    ['hello', 'none'],
    ['hello\n', 'none'],
    [`fairlead-pid:${'1'.repeat(40)}`, 'none'],
  ];
  for (const [start, pid] of rows) t.equal(readPid(start), pid, JSON.stringify(start));
  t.end();
});

t.test('output loses the first line if it is ours, and its carriage returns', (t) => {
  t.equal(tidyOutput('fairlead-pid:7\r\na\r\nb\r\n'), 'a\nb\n');
  t.equal(tidyOutput('a\r\nb'), 'a\nb');
  t.equal(tidyOutput(''), '');
  t.end();
});

t.test('errors written as XML are text again', (t) => {
  const xml =
    '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj S="progress" RefId="0"/>' +
    '<S S="Error">It is &lt;not&gt; there._x000D__x000A_</S><S S="Error">Line 2_x000D__x000A_</S></Objs>';
  t.equal(tidyErrors(`#< CLIXML\r\n${xml}`), 'It is <not> there.\nLine 2\n');
  t.equal(tidyErrors('plain\r\n'), 'plain\n');
  t.end();
});
