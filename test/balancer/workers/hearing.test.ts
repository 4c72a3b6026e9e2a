// Whose report is taken when: what was told before a question is known before its answer.

import t from 'tap';
import { hear, type Speaker } from '../../../balancer/workers/hearing.ts';
import type { Report } from '../../../balancer/workers/protocol.ts';

const ask = (id: number) => ({ kind: 'ask', id }) as Report;
const chunk = (id: number) => ({ kind: 'chunk', id, text: '' }) satisfies Report;
const ended = (id: number) => ({ kind: 'ended', id }) as Report;
const seen = { kind: 'seen', sessions: [] } satisfies Report;

type Row = {
  readonly what: string;
  readonly report: Report;
  readonly said: readonly (readonly Report[])[];
  readonly taken: string;
};

const rows: readonly Row[] = [
  { what: 'a report is taken alone', report: chunk(1), said: [[], [chunk(9)]], taken: '0:chunk1' },
  { what: 'a question with nothing said', report: ask(1), said: [[], []], taken: '0:ask1' },
  {
    what: 'what others said comes before a question',
    report: ask(1),
    said: [[], [seen, chunk(4)]],
    taken: '1:seen 1:chunk4 0:ask1',
  },
  {
    what: 'what the same one said after it, too, but for its own',
    report: ask(1),
    said: [[chunk(7), ended(1)], []],
    taken: '0:chunk7 0:ask1 0:ended1',
  },
  {
    what: 'other questions come after it, with what follows on them',
    report: ask(1),
    said: [
      [ask(2), seen],
      [ask(5), ended(5), chunk(4)],
    ],
    taken: '0:seen 1:chunk4 0:ask1 0:ask2 1:ask5 1:ended5',
  },
  {
    what: 'equal ids of two workers are two',
    report: ask(1),
    said: [[], [chunk(1)]],
    taken: '1:chunk1 0:ask1',
  },
];

for (const { what, report, said, taken } of rows) {
  t.test(what, (t) => {
    const order: string[] = [];
    const speakers = said.map((reports, index): Speaker => {
      const left = [...reports];
      return {
        drain: (hand) => {
          for (const each of left.splice(0)) hand(each);
        },
        take: (each) => order.push(`${index}:${each.kind}${'id' in each ? each.id : ''}`),
      };
    });
    hear(speakers, speakers[0] as Speaker, report);
    t.equal(order.join(' '), taken);
    t.end();
  });
}
