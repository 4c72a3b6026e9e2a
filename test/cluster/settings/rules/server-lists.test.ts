// The lists that run in the order of ServerNames (F1): an entry in, an entry out, every other at its place.

import t from 'tap';
import { listWith, listWithout, placeIn, placesIn } from '../../../../cluster/settings/rules/server-lists.ts';

t.test('an entry is put at its place', (t) => {
  const rows: readonly (readonly [string, number, string, string])[] = [
    ['CRM1;CRM2;', 2, 'CRM3', 'CRM1;CRM2;CRM3;'],
    ['CRM1;', 1, 'CRM2', 'CRM1;CRM2;'],
    ['10.1.*;10.2.*', 2, '10.3.*', '10.1.*;10.2.*;10.3.*'],
    ['', 0, 'a.test', 'a.test;'],
    ['', 2, 'c.test', ';;c.test;'],
    ['a.test;', 2, 'c.test', 'a.test;;c.test;'],
    ['a.test;b.test', 2, '', 'a.test;b.test;;'],
    ['a.test;;', 1, 'b.test', 'a.test;b.test;'],
    ['CRM1;CRM2;', 1, 'CRM2', 'CRM1;CRM2;'],
  ];
  for (const [value, place, entry, wanted] of rows)
    t.equal(listWith(value, place, entry), wanted, `${value} with ${entry} at ${place}`);
  t.end();
});

t.test('an entry is taken out, blank ones keep the places of others', (t) => {
  const rows: readonly (readonly [string, number, string])[] = [
    ['CRM1;CRM2;CRM3;', 1, 'CRM1;CRM3;'],
    ['CRM1;CRM2;', 1, 'CRM1;'],
    ['a.test;;c.test', 1, 'a.test;c.test'],
    ['a.test;;c.test;', 0, ';c.test;'],
    ['a.test', 0, ''],
    ['a.test;', 3, 'a.test;'],
    ['a.test;', -1, 'a.test;'],
  ];
  for (const [value, place, wanted] of rows)
    t.equal(listWithout(value, place), wanted, `${value} at ${place}`);
  t.end();
});

t.test('what was put in and taken out again leaves the list as it was', (t) => {
  for (const value of ['CRM1;CRM2;', '10.1.*;10.2.*', 'a.test;b.test;', 'a.test;'])
    t.equal(listWithout(listWith(value, placesIn(value), 'x'), placesIn(value)), value);
  t.equal(placeIn('CRM1; crm2 ;CRM3;', 'CRM2'), 1);
  t.equal(placeIn('CRM1;', 'CRM'), -1);
  t.end();
});
