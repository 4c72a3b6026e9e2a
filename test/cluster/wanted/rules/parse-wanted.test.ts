// What is kept comes back as it was; half of it is nothing.

import t from 'tap';
import type { Wanted } from '../../../../cluster/wanted/entry.ts';
import { parseWanted, wantedText } from '../../../../cluster/wanted/rules/parse-wanted.ts';

const wish = { sinceMs: 10, by: 'anna', reason: 'patches', untilMs: undefined };
const wanted: Wanted = {
  unknownSinceMs: 4,
  entries: [
    {
      server: 'a',
      name: 'A',
      admin: { state: 'in-service', sinceMs: 1, by: 'bo', reason: undefined },
      drain: undefined,
    },
    { server: 'b', name: 'B', admin: { ...wish, state: 'maintenance', untilMs: 99 }, drain: undefined },
    {
      server: 'c',
      name: 'C',
      admin: { ...wish, state: 'draining', policy: 'no-extension', idleLimitMs: 1_000 },
      drain: {
        deadlineMs: 50,
        afterDeadline: 'maintenance',
        usersAtStart: 7,
        end: { kind: 'deadline-reached', atMs: 50, left: 2 },
      },
    },
    {
      server: 'd',
      name: 'D',
      admin: { ...wish, state: 'draining', policy: 'finish', idleLimitMs: undefined },
      drain: { deadlineMs: undefined, afterDeadline: 'keep', usersAtStart: 0, end: undefined },
    },
  ],
};

t.test('what was written is read', (t) => {
  t.same(parseWanted(wantedText(wanted)), wanted);
  t.same(parseWanted(wantedText({ entries: [], unknownSinceMs: undefined })), {
    entries: [],
    unknownSinceMs: undefined,
  });
  t.end();
});

t.test('cut at any place it says nothing', (t) => {
  const text = wantedText(wanted).trimEnd();
  for (let length = 0; length < text.length; length += 1)
    if (typeof parseWanted(text.slice(0, length)) !== 'string') t.fail(`cut at ${length}`);
  t.equal(parseWanted(text.slice(0, 20)), 'it is no JSON object');
  t.end();
});

t.test('what is wrong is told in a few words', (t) => {
  const [first = {}, second = {}] = wanted.entries;
  const table: [unknown, string][] = [
    [[], 'it is no JSON object'],
    [{ version: 2, entries: [] }, 'it has version 2, not 1'],
    [{ version: 1 }, 'it has no list of entries'],
    [
      { version: 1, entries: [first, { ...second, admin: { state: 'on holiday' } }] },
      'its entry 2 is damaged',
    ],
    [{ version: 1, entries: [{ ...first, server: 5 }] }, 'its entry 1 is damaged'],
    [{ version: 1, entries: [{ ...second, drain: { usersAtStart: -1 } }] }, 'its entry 1 is damaged'],
  ];
  for (const [value, problem] of table) t.equal(parseWanted(JSON.stringify(value)), problem);
  t.end();
});
