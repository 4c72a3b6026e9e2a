// Whether a page is the one that was wanted, and when enough of it was read.

import t from 'tap';
import {
  enoughOf,
  type GivenPage,
  pageProblem,
  type WantedPage,
} from '../../../../cluster/upgrade/rules/judge-page.ts';

const marker = 'EWARE_USERID';
const path = '/CRM/Do?Act=1';
const any: WantedPage = { path, type: null, expect: null };
const html: GivenPage = { status: 200, type: 'text/html; charset=utf-8', body: '<p>12</p>', bodyCut: false };
const pdf: GivenPage = { ...html, type: 'application/pdf', body: '%PDF-1.4' };
const form: GivenPage = { ...html, body: '\r\n<html><input name="EWARE_USERID">' };

t.test('a page is as wanted, or what is wrong is said', (t) => {
  const rows: readonly (readonly [string, Partial<WantedPage>, GivenPage, string | undefined])[] = [
    ['nothing but a page is wanted', {}, html, undefined],
    ['a type with more behind it', { type: 'text/html' }, html, undefined],
    ['a type in other letters', { type: 'Application/PDF' }, pdf, undefined],
    [
      'another type',
      { type: 'application/pdf' },
      html,
      'its type is text/html; charset=utf-8 instead of application/pdf',
    ],
    [
      'no type',
      { type: 'text/csv' },
      { ...pdf, type: undefined },
      'its type is not told instead of text/csv',
    ],
    ['the text is in it', { expect: '>12<' }, html, undefined],
    ['the text is not in it', { expect: '13' }, html, 'it lacks "13"'],
    [
      'nor in what was read',
      { expect: '13' },
      { ...html, bodyCut: true },
      'it lacks "13" in its first 9 characters',
    ],
    ['the log-on form', {}, form, 'the log-on form came in its place: the session was not taken'],
    [
      'the form before its type',
      { type: 'text/csv' },
      form,
      'the log-on form came in its place: the session was not taken',
    ],
    ['a file that has the word of the form', {}, { ...pdf, body: 'a,EWARE_USERID' }, undefined],
    ['a redirect', {}, { ...html, status: 302 }, '302 instead of 200'],
    ['a fault', {}, { ...html, status: 500 }, '500 instead of 200'],
    ['another success', {}, { ...html, status: 204, body: '' }, '204 instead of 200'],
    ['nothing', {}, { ...pdf, body: '' }, 'there is nothing in it'],
  ];
  for (const [what, wanted, given, problem] of rows)
    t.equal(
      pageProblem({ ...any, ...wanted }, given, marker),
      problem === undefined ? undefined : `${path}: ${problem}`,
      what,
    );
  t.end();
});

t.test('no more is read than shows it', (t) => {
  const enough = enoughOf(any, marker);
  t.equal(enough?.('%PDF'), true, 'a file');
  t.equal(enough?.('\r\n'), false, 'not yet known');
  t.equal(enough?.('<html>'), false, 'a page may still be the log-on form');
  t.equal(enough?.(form.body), true, 'it is the form');
  t.equal(enoughOf({ expect: 'x' }, marker), undefined, 'a text is looked for');
  t.end();
});
