import t from 'tap';
import { parseBoolean, parseList, parsePort, parseTime } from '../../../cluster/rules/setting-values.ts';

t.test('a list ends with a semicolon or not, and keeps its blank entries', async (t) => {
  const table: [string | null | undefined, string[]][] = [
    ['CRM01;', ['CRM01']],
    ['CRM01', ['CRM01']],
    ['CRM01;CRM02;', ['CRM01', 'CRM02']],
    [' CRM01 ; CRM02 ', ['CRM01', 'CRM02']],
    ['a;;c;', ['a', '', 'c']],
    [';b;', ['', 'b']],
    ['', []],
    [';', ['']],
    [null, []],
    [undefined, []],
  ];
  for (const [text, entries] of table) t.same(parseList(text), entries, JSON.stringify(text));
});

t.test('a boolean is read in every spelling of the CRM, and nothing else is guessed', async (t) => {
  for (const text of ['True', 'true', 'Y', 'y', 'Yes', '1', ' T ', 'on'])
    t.equal(parseBoolean(text), true, text);
  for (const text of ['False', 'N', 'no', '0', 'F', 'off']) t.equal(parseBoolean(text), false, text);
  for (const text of ['', null, undefined, '2', 'maybe', 'CRM01']) t.equal(parseBoolean(text), undefined);
});

t.test('a port is a whole number from 1 to 65535', async (t) => {
  t.equal(parsePort(' 8080 '), 8080);
  for (const text of ['0', '65536', '-1', '80a', '', null, '8080;'])
    t.equal(parsePort(text), undefined, String(text));
});

t.test('a time is read in the forms SQL Server and the CRM write', async (t) => {
  const at = Date.UTC(2026, 10, 21, 14, 5, 9);
  const table: [string, number, number | undefined][] = [
    ['2026-11-21 14:05:09', 0, at],
    ['2026-11-21T14:05:09', 0, at],
    ['2026-11-21 14:05:09.123', 0, at + 123],
    ['2026-11-21 14:05:09.1234567', 0, at + 123],
    ['20261121 14:05:09', 0, at],
    ['2026-11-21 14:05', 0, at - 9_000],
    ['2026-11-21', 0, Date.UTC(2026, 10, 21)],
    ['2026-11-21 16:05:09', 120, at],
    ['2026-11-21 09:05:09', -300, at],
    ['2026-11-21 14:05:09Z', 120, at],
    ['2026-11-21T14:05:09.000Z', 120, at],
    ['2026-11-21 15:05:09 +01:00', 0, at],
    ['2024-02-29 00:00:00', 0, Date.UTC(2024, 1, 29)],
    ['2000-03-01 00:00:00', 0, Date.UTC(2000, 2, 1)],
    ['1900-01-01 00:00:00', 0, Date.UTC(1900, 0, 1)],
    ['21/11/2026 14:05:09', 0, undefined],
    ['2026-13-01 00:00:00', 0, undefined],
    ['2026-11-21 25:00:00', 0, undefined],
    ['soon', 0, undefined],
    ['', 0, undefined],
  ];
  for (const [text, offset, expected] of table)
    t.equal(parseTime(text, offset), expected, `${text} (${offset})`);
});

t.test('days are counted as Date counts them, over four centuries', async (t) => {
  for (let day = Date.UTC(1899, 0, 1); day < Date.UTC(2300, 0, 1); day += 86_400_000 * 13) {
    const text = new Date(day).toISOString().slice(0, 10);
    if (parseTime(text, 0) !== day) t.fail(text);
  }
  t.pass('all the same');
});
