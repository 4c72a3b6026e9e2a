// Stamps: what a look says, what counts as a change, how a server's own stamp is compared.

import t from 'tap';
import {
  isBehind,
  type MetadataChange,
  nextChange,
  normalStamp,
  readLook,
  stampToProve,
} from '../../../../cluster/metadata/rules/stamp.ts';
import { type ServerEvidence, standingOf } from '../../../../cluster/metadata/rules/standing.ts';
import { readTold } from '../../../../cluster/metadata/rules/told.ts';

const january = '2026-01-05 08:30:00.000';
const march = '2026-03-01 10:00:00.123';

t.test('one look over all tables', (t) => {
  const row = (newest: string | null, rowsThere: unknown = 2) => ({ newest, rowsThere });
  t.same(readLook([row(january), row(march), row(null, 0)]), { newest: march, rows: 4 });
  t.same(readLook([row(null, 0)]), { newest: undefined, rows: 0 });
  t.same(
    readLook([row('9'), row('10')]),
    { newest: '10', rows: 4 },
    'versions of change tracking are numbers',
  );
  t.equal(readLook([]), undefined);
  t.equal(readLook([row(january, null), row(january, 'x')]), undefined);
  t.end();
});

t.test('what counts as a change', (t) => {
  const dates = { nowMs: 50, tracked: false };
  const first = nextChange(undefined, { newest: january, rows: 4 }, dates);
  t.match(first, { seenAtMs: undefined, provable: true }, 'what was there before is no change');
  t.equal(nextChange(first, { newest: january, rows: 4 }, dates), first);
  t.match(nextChange(first, { newest: march, rows: 4 }, dates), {
    newest: march,
    seenAtMs: 50,
    provable: true,
  });
  t.match(
    nextChange(first, { newest: january, rows: 3 }, dates),
    { seenAtMs: 50, provable: false },
    'a deletion leaves no newer date behind',
  );
  const tracked = { nowMs: 60, tracked: true };
  const version = nextChange(undefined, { newest: '9', rows: 0 }, tracked);
  t.match(nextChange(version, { newest: '10', rows: 0 }, tracked), { newest: '10', provable: false });
  t.equal(
    nextChange(version, { newest: undefined, rows: 0 }, tracked),
    version,
    'what is forgotten is no change',
  );
  t.equal(stampToProve(version), undefined);
  t.equal(stampToProve(first), january);
  t.end();
});

t.test('stamps of servers', (t) => {
  const rows: readonly [string, string | undefined][] = [
    [january, january],
    ['2026-01-05T08:30:00.1234567Z', '2026-01-05 08:30:00.123'],
    [' 2026-01-05 08:30:00,5 ', '2026-01-05 08:30:00.500'],
    ['2026-01-05 08:30:00', '2026-01-05 08:30:00'],
    ['5.1.2026 08:30', undefined],
    ['none', undefined],
  ];
  for (const [text, expected] of rows) t.equal(normalStamp(text), expected, text);
  t.equal(isBehind(january, march), true);
  t.equal(isBehind(march, march), false);
  t.equal(isBehind(march, january), false);
  t.equal(isBehind('2026-03-01 10:00:00', march), false, 'without a fraction seconds are compared');
  t.equal(isBehind('2026-03-01 09:59:59', march), true);
  t.end();
});

t.test('whether a server has it', (t) => {
  const change = (more: Partial<MetadataChange> = {}): MetadataChange => ({
    id: 'x',
    newest: march,
    seenAtMs: 100,
    provable: true,
    ...more,
  });
  const tells = (stamp: string, loadedAtMs?: number): ServerEvidence => ({
    told: { kind: 'stamp', stamp },
    loadedAtMs,
  });
  const silent = (loadedAtMs?: number): ServerEvidence => ({ told: { kind: 'not-asked' }, loadedAtMs });
  const old = { seenAtMs: undefined };
  const deleted = { provable: false };
  const rows: readonly [MetadataChange | undefined, ServerEvidence, string][] = [
    [undefined, tells(march), 'unknown not-looked'],
    [change(), tells(march), 'fresh told'],
    [change(), tells(january), 'stale told'],
    [change(), tells(january, 101), 'stale told'],
    [change(), silent(), 'stale not-loaded'],
    [change(), silent(100), 'stale not-loaded'],
    [change(), silent(101), 'fresh loaded'],
    [change(deleted), tells(march), 'stale not-loaded'],
    [change(deleted), tells(march, 101), 'fresh loaded'],
    [change({ newest: '7', ...deleted }), tells(march, 101), 'fresh loaded'],
    [change(old), tells(march), 'fresh told'],
    [change(old), tells(january), 'stale told'],
    [change(old), silent(), 'unknown not-told'],
    [change(old), silent(1), 'fresh loaded'],
  ];
  for (const [what, evidence, expected] of rows) {
    const { kind, because } = standingOf(what, evidence);
    t.equal(`${kind} ${because}`, expected);
  }
  t.end();
});

t.test('what a page tells', (t) => {
  const answer = (body: string, status = 200) => ({ status, body, fields: { 'x-stamp': march } });
  const place = { stampPath: '/stamp', stampHeader: null, stampPattern: 'at (.*)\\.$' };
  t.same(readTold(answer(`loaded at ${january}.`), place), { kind: 'stamp', stamp: january });
  t.match(readTold(answer('nothing'), place), { kind: 'nothing', text: 'GET /stamp: 200 without a stamp' });
  t.match(readTold(answer('at noon.'), place), { kind: 'nothing', text: /"noon" is no time$/ });
  t.match(readTold(answer('', 503), place), { kind: 'failed', text: 'GET /stamp: 503' });
  t.match(readTold(answer(''), { ...place, stampHeader: 'X-Stamp', stampPattern: null }), { stamp: march });
  t.end();
});
