// Instants without the clock of the machine, compared with the one it has.

import t from 'tap';
import {
  isoTime,
  parseIsoTime,
  shortDuration,
  shortTime,
  shortTimeOf,
} from '../../../admin/rules/iso-time.ts';

t.test('an instant reads as the platform would write it, over four centuries', (t) => {
  const stepMs = 86_400_000 * 9 + 3_723_457;
  for (let ms = Date.UTC(1900, 0, 1); ms < Date.UTC(2300, 0, 1); ms += stepMs) {
    const text = new Date(ms).toISOString();
    if (isoTime(ms) !== text || parseIsoTime(text) !== ms) t.equal(isoTime(ms), text);
  }
  for (const ms of [
    0,
    -1,
    Date.UTC(2000, 1, 29),
    Date.UTC(2100, 1, 28, 23, 59, 59, 999),
    Date.UTC(2024, 11, 31),
  ])
    t.equal(isoTime(ms), new Date(ms).toISOString());
  t.equal(isoTime(1.7), '1970-01-01T00:00:00.001Z', 'fractions of a millisecond are dropped');
  t.end();
});

t.test('what is no instant in UTC is none', (t) => {
  t.equal(parseIsoTime('2026-11-21T05:48:00Z'), Date.UTC(2026, 10, 21, 5, 48));
  t.equal(parseIsoTime('2026-11-21T05:48:00.5Z'), Date.UTC(2026, 10, 21, 5, 48, 0, 500));
  for (const text of ['', '2026-11-21', '2026-11-21T05:48:00+01:00', 'yesterday'])
    t.equal(parseIsoTime(text), undefined);
  t.end();
});

t.test('durations show their largest units', (t) => {
  const rows: [number, string][] = [
    [-5, '0s'],
    [999, '0s'],
    [4000, '4s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [119_000, '1m'],
    [3_600_000, '1h'],
    [3_660_000, '1h1m'],
    [11_520_000, '3h12m'],
    [86_400_000, '1d'],
    [187_200_000, '2d4h'],
  ];
  for (const [ms, text] of rows) t.equal(shortDuration(ms), text);
  t.end();
});

t.test('a clock time carries its day only where that is not today', (t) => {
  const nowMs = Date.UTC(2026, 10, 21, 14);
  t.equal(shortTime(Date.UTC(2026, 10, 21, 9, 5), nowMs), '09:05 UTC');
  t.equal(shortTime(Date.UTC(2026, 10, 20, 9, 5), nowMs), '2026-11-20 09:05 UTC');
  t.equal(shortTimeOf('2026-11-20T09:05:00Z', nowMs), '2026-11-20 09:05 UTC');
  t.equal(shortTimeOf('yesterday', nowMs), 'yesterday', 'a text that is no instant stays as it is');
  t.end();
});
