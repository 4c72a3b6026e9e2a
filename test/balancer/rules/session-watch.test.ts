import t from 'tap';
import { createSessionWatch, isIdentity, isReadablePage } from '../../../balancer/rules/session-watch.ts';
import { pages } from '../support/traffic-world.ts';

const marker = 'EWARE_USERID';

t.test('the log-on form is found wherever it is split, and told once', (t) => {
  const page = `${pages.form} and again ${marker}`;
  for (let split = 0; split <= page.length; split++) {
    const watch = createSessionWatch(marker);
    const told = [watch.scan(page.slice(0, split)), watch.scan(page.slice(split))].filter(Boolean);
    if (told.length !== 1 || !watch.lost()) t.fail(`split at ${split}`);
  }
  const watch = createSessionWatch(marker);
  t.equal([...page].filter((byte) => watch.scan(byte)).length, 1, 'byte by byte');
  t.end();
});

t.test('a page without the form is no loss, and a long one is not read through', (t) => {
  const watch = createSessionWatch(marker);
  for (let index = 0; index < 8; index++) t.notOk(watch.scan('z'.repeat(8192)));
  t.ok(watch.done());
  t.notOk(watch.scan(marker));
  t.notOk(watch.lost());
  t.end();
});

t.test('which pages can be read', (t) => {
  const rows = [
    [200, 'text/html', undefined, true],
    [200, 'TEXT/HTML; charset=utf-8', 'Identity', true],
    [200, 'text/html', 'gzip', false],
    [200, 'application/pdf', undefined, false],
    [200, undefined, undefined, false],
    [500, 'text/html', undefined, false],
    [206, 'text/html', undefined, false],
  ] as const;
  for (const [status, contentType, contentEncoding, readable] of rows) {
    t.equal(isReadablePage({ status, contentType, contentEncoding }), readable);
  }
  t.ok(isIdentity(undefined));
  t.end();
});
