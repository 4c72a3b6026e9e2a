// The preview of a drain or a maintenance, and when it is refused.

import t from 'tap';
import {
  impactOf,
  isBelowMinimum,
  type ServerSight,
  type Taking,
} from '../../../../cluster/wanted/rules/impact.ts';

const server = (name: string, users: number, more: Partial<ServerSight> = {}): ServerSight => ({
  name,
  users,
  idle: 0,
  weight: 1,
  maxUsers: undefined,
  serving: true,
  ...more,
});

t.test('one sentence says what it does to people', (t) => {
  const three = [server('A', 41, { idle: 9 }), server('B', 43), server('C', 42)];
  const table: [readonly ServerSight[], Taking, string][] = [
    [three, 'finish', '41 users stay, 0 evicted; 2 of 3 servers keep serving; the lightest would rise to 63'],
    [
      three,
      'no-extension',
      '32 users stay, 9 evicted; 2 of 3 servers keep serving; the lightest would rise to 63',
    ],
    [three, 'now', '0 users stay, 41 evicted; 2 of 3 servers keep serving; the lightest would rise to 63'],
    [
      three,
      'maintenance',
      '0 users stay, 41 evicted; 2 of 3 servers keep serving; the lightest would rise to 63',
    ],
    [
      [server('A', 1), server('B', 5), server('C', 5, { serving: false })],
      'finish',
      '1 user stays, 0 evicted; 1 of 3 servers keeps serving; the lightest would rise to 6',
    ],
    [
      [server('A', 10), server('B', 5, { maxUsers: 8 })],
      'now',
      '0 users stay, 10 evicted; 1 of 2 servers keeps serving; the lightest would rise to 8; 7 would find no room',
    ],
    [
      [server('A', 3)],
      'finish',
      '3 users stay, 0 evicted; 0 of 1 servers keep serving; 3 would find no room',
    ],
  ];
  for (const [servers, taking, text] of table) t.equal(impactOf(servers, 'A', taking).text, text);
  t.end();
});

t.test('weights decide who takes more of those who move', (t) => {
  const impact = impactOf([server('A', 30), server('B', 0, { weight: 2 }), server('C', 0)], 'A', 'now');
  t.equal(impact.lightestAfter, 10);
  t.end();
});

t.test('it is refused only where it takes something away', (t) => {
  const table: [before: number, after: number, minimum: number, refused: boolean][] = [
    [3, 2, 1, false],
    [3, 2, 2, false],
    [3, 2, 3, true],
    [1, 0, 1, true],
    [1, 0, 0, false],
    [1, 1, 2, false],
  ];
  for (const [servingBefore, servingAfter, minimum, refused] of table)
    t.equal(isBelowMinimum({ servingBefore, servingAfter }, minimum), refused);
  t.end();
});
