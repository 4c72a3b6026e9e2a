import t from 'tap';
import { reloadText } from '../../../admin/rules/reload-text.ts';

const answer = {
  version: 1 as const,
  ok: true,
  problem: null,
  applied: [],
  restart: [],
  remarks: [],
  faults: 0,
  warnings: 0,
  entries: [],
};

t.test('what a reload did is told by name', async (t) => {
  const rows: [Partial<typeof answer> & object, string][] = [
    [{}, 'nothing has changed\n'],
    [{ applied: ['routing.mode'] as never[] }, 'routing.mode is in use\n'],
    [
      {
        applied: ['a'] as never[],
        restart: ['listen.port'] as never[],
        remarks: ['the log stays'] as never[],
      },
      'a is in use\nlisten.port changes with the next start\nthe log stays\n',
    ],
    [{ ok: false }, 'nothing was changed: the configuration of before goes on\n'],
    [
      { ok: false, problem: 'the\u001b[31m database is away' as never },
      'the [31m database is away\nnothing was changed: the configuration of before goes on\n',
    ],
  ];
  for (const [change, text] of rows) t.equal(reloadText({ ...answer, ...change }), text);
});
