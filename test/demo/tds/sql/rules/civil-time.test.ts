// Moments without a clock, compared with the platform's own calendar.

import t from 'tap';
import {
  addToMoment,
  boundariesBetween,
  daysFromCivil,
  momentText,
  parseMoment,
  partOfMoment,
} from '../../../../../demo/tds/sql/rules/civil-time.ts';

const dayMs = 86_400_000;
const at = (text: string) => parseMoment(text) ?? Number.NaN;

t.test('every day of five centuries has the number and the text the platform gives it', (t) => {
  const wrong: string[] = [];
  for (let day = daysFromCivil(1800, 1, 1); day < daysFromCivil(2300, 1, 1); day++) {
    const iso = new Date(day * dayMs + 45_296_789).toISOString();
    const text = momentText(day * dayMs + 45_296_789);
    if (text !== iso.replace('T', ' ').replace('Z', '')) wrong.push(`${iso}: ${text}`);
    if (parseMoment(iso) !== day * dayMs + 45_296_789) wrong.push(iso);
  }
  t.same(wrong, []);
  t.end();
});

t.test('the forms of a moment, and what is none', (t) => {
  const rows = [
    ['2026-11-24', '2026-11-24 00:00:00.000'],
    ['20261124', '2026-11-24 00:00:00.000'],
    ['20261124 09:30', '2026-11-24 09:30:00.000'],
    ['2026-11-24T09:30:15Z', '2026-11-24 09:30:15.000'],
    [' 2026-1-2 9:30:15.1234567 ', '2026-01-02 09:30:15.123'],
    ['2024-02-29', '2024-02-29 00:00:00.000'],
    ['0001-01-01', '0001-01-01 00:00:00.000'],
  ] as const;
  for (const [text, expected] of rows) t.equal(momentText(at(text)), expected, text);
  for (const text of [
    '',
    'x',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-01 24:00',
    '2026-01-01 10:60',
    '0000-01-01',
  ]) {
    t.equal(parseMoment(text), undefined, text);
  }
  t.equal(momentText(at('9999-12-31') + dayMs), undefined);
  t.end();
});

t.test('adding keeps to the calendar', (t) => {
  const rows = [
    ['month', 1, '2026-01-31', '2026-02-28'],
    ['month', -3, '2024-05-31', '2024-02-29'],
    ['year', 1, '2024-02-29', '2025-02-28'],
    ['quarter', 5, '2026-11-30', '2028-02-29'],
    ['day', -1, '2026-01-01', '2025-12-31'],
    ['week', 2, '2026-12-25', '2027-01-08'],
    ['minute', -90, '2026-01-01 01:00', '2025-12-31 23:30'],
    ['millisecond', 250, '2026-01-01', '2026-01-01 00:00:00.250'],
  ] as const;
  for (const [part, count, from, to] of rows) {
    t.equal(momentText(addToMoment(part, count, at(from))), momentText(at(to)), `${from} + ${count} ${part}`);
  }
  t.end();
});

t.test('differences count boundaries, not lengths', (t) => {
  const rows = [
    ['year', '2025-12-31 23:59', '2026-01-01', 1],
    ['month', '2026-01-31', '2026-02-01', 1],
    ['quarter', '2026-03-31', '2026-04-01', 1],
    ['week', '2026-11-21', '2026-11-22', 1], // Saturday to Sunday
    ['week', '2026-11-22', '2026-11-28', 0],
    ['day', '2026-01-02', '2026-01-01 23:59', -1],
    ['hour', '2026-01-01 00:59', '2026-01-01 01:00', 1],
    ['second', '2026-01-01', '2026-01-02', 86_400],
  ] as const;
  for (const [part, from, to, expected] of rows) {
    t.equal(boundariesBetween(part, at(from), at(to)), expected, `${part} from ${from} to ${to}`);
  }
  t.end();
});

t.test('parts of a moment', (t) => {
  const moment = at('2026-11-24 09:30:15.250');
  const parts = [
    'year',
    'quarter',
    'month',
    'week',
    'day',
    'hour',
    'minute',
    'second',
    'millisecond',
  ] as const;
  t.same(
    parts.map((part) => partOfMoment(part, moment)),
    [2026, 4, 11, 48, 24, 9, 30, 15, 250],
  );
  t.end();
});
