// When schedules are due: as node-cron says wherever clocks run on, and once a day where they are put forward or back.

import nodeCron from 'node-cron';
import t from 'tap';
import { nextSlot, nightOf, slotsBetween } from '../../../../cluster/maintenance/rules/calendar.ts';
import { civilOf } from '../../../../cluster/maintenance/rules/civil.ts';
import { openZone, readPattern } from '../../../../cluster/maintenance/schedules.ts';

const dayMs = 86_400_000;
const isoOf = (slots: readonly (number | undefined)[]) =>
  slots.map((slot) => (slot === undefined ? 'never' : new Date(slot).toISOString().slice(0, 16)));
const due = (pattern: string, zone: string, from: string, to: string) =>
  isoOf(slotsBetween(readPattern(pattern), openZone(zone), Date.parse(from), Date.parse(to)));

t.test('days are those of the calendar', async (t) => {
  for (let day = -200_000; day < 200_000; day += 37) {
    const date = new Date(day * dayMs + 61_000);
    const { year, month, day: ofMonth, weekday, hour, minute, daysInMonth } = civilOf(date.getTime());
    const is = [year, month, ofMonth, weekday, hour, minute, daysInMonth];
    const last = new Date(Date.UTC(2000, date.getUTCMonth() + 1, 0));
    last.setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + 1, 0);
    const want = [
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCDay(),
      0,
      1,
      last.getUTCDate(),
    ];
    if (String(is) !== String(want)) t.same(is, want, date.toISOString());
  }
});

t.test('the offset of a zone is what its clocks show', async (t) => {
  const cases = [
    ['Europe/Berlin', '2027-03-28T00:59Z', 60],
    ['Europe/Berlin', '2027-03-28T01:00Z', 120],
    ['America/St_Johns', '2027-01-01T00:00Z', -210],
    ['Asia/Kathmandu', '2027-01-01T00:00Z', 345],
    ['UTC', '2027-01-01T00:00Z', 0],
  ] as const;
  for (const [zone, at, minutes] of cases) t.equal(openZone(zone)(Date.parse(at)), minutes, `${zone} ${at}`);
  t.throws(() => openZone('Nowhere/Land'), RangeError);
});

t.test('on days without a change of the clock every minute is as node-cron matches it', async (t) => {
  const patterns = ['0 1 * * 0', '*/15 * * * *', '30 2 1 * *', '5 4 L * *', '0 3 * * 0#1', '10 22 * * 5L'];
  patterns.push('0 0 * feb *', '0-10/5 6,18 * * mon-fri');
  for (const zone of ['Europe/Berlin', 'America/St_Johns']) {
    for (const pattern of patterns) {
      const task = nodeCron.createTask(pattern, () => undefined, { timezone: zone });
      const from = Date.parse('2027-01-28T00:00Z');
      const ours = slotsBetween(readPattern(pattern), openZone(zone), from, from + 11 * dayMs);
      const theirs: number[] = [];
      for (let at = from + 60_000; at <= from + 11 * dayMs; at += 60_000)
        if (task.match(new Date(at))) theirs.push(at);
      task.destroy();
      t.same(isoOf(ours), isoOf(theirs), `${pattern} in ${zone}`);
    }
  }
});

t.test('in the night to summer time what is jumped over comes at the jump, once', async (t) => {
  const night = ['2027-03-27T12:00Z', '2027-03-28T12:00Z'] as const;
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['30 1 * * *', ['2027-03-28T00:30']],
    ['0 2 * * *', ['2027-03-28T01:00']],
    ['30 2 * * *', ['2027-03-28T01:00']],
    ['0,30 2 * * 0', ['2027-03-28T01:00']],
    ['0 3 * * *', ['2027-03-28T01:00']],
    ['30 3 * * *', ['2027-03-28T01:30']],
    ['30 2 * * 1', []],
  ];
  for (const [pattern, want] of cases) t.same(due(pattern, 'Europe/Berlin', ...night), want, pattern);
  t.equal(due('0 * * * *', 'Europe/Berlin', ...night).length, 24, 'every hour that passes');
  t.same(due('30 2 * * *', 'Europe/Berlin', '2027-03-26T12:00Z', '2027-03-30T12:00Z'), [
    '2027-03-27T01:30',
    '2027-03-28T01:00',
    '2027-03-29T00:30',
    '2027-03-30T00:30',
  ]);
});

t.test('in the night to winter time what comes twice is done the first time', async (t) => {
  const night = ['2026-10-24T12:00Z', '2026-10-25T12:00Z'] as const;
  t.same(due('30 2 * * *', 'Europe/Berlin', ...night), ['2026-10-25T00:30']);
  t.same(due('0 3 * * *', 'Europe/Berlin', ...night), ['2026-10-25T02:00']);
  t.equal(
    due('15 * * * *', 'Europe/Berlin', ...night).length,
    24,
    'every hour that passes, the second one too',
  );
  t.same(due('45 1 * * *', 'Australia/Lord_Howe', '2027-04-03T00:00Z', '2027-04-04T00:00Z'), [
    '2027-04-03T14:45',
  ]);
});

t.test('the next time is found, years ahead if need be, and never is told', async (t) => {
  const at = Date.parse('2026-11-21T16:00Z');
  const next = (pattern: string) => isoOf([nextSlot(readPattern(pattern), openZone('UTC'), at)])[0];
  t.equal(next('0 16 * * *'), '2026-11-22T16:00', 'not the minute it is');
  t.equal(next('0 0 29 2 *'), '2028-02-29T00:00');
  const never = { ...readPattern('0 0 29 2 *'), daysOfMonth: [30] };
  t.equal(nextSlot(never, openZone('UTC'), at), undefined);
});

t.test('a night lasts from noon to noon of the zone', async (t) => {
  const zone = openZone('Europe/Berlin');
  const night = (text: string) => nightOf(Date.parse(text), zone);
  t.equal(night('2026-11-21T11:00Z'), night('2026-11-22T10:59Z'));
  t.equal(night('2026-11-22T11:00Z'), night('2026-11-21T11:00Z') + 1);
});

t.test('what is no schedule of five fields is refused', async (t) => {
  for (const text of ['', '0 0 30 2 *', '0 1 * *', '0 0 1 * * *', '60 1 * * *', 'now'])
    t.throws(() => readPattern(text), { code: 'CLU_SCHEDULE' }, text);
});
