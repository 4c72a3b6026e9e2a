import t from 'tap';
import { versionOn } from '../../../cluster/rules/page-version.ts';

t.test('the version is the first group of the pattern, or all of it', (t) => {
  const rows: readonly [string, string, RegExp, string | undefined][] = [
    ['a group', '<p>Version 7.2b.1</p>', /Version ([\w.]+)/, '7.2b.1'],
    ['no group', '<p>Release 2024 R1</p>', /20\d\d R\d/, '2024 R1'],
    ['white space', '<p>2024\n   R1 </p>', /<p>([^<]+)/, '2024 R1'],
    ['not there', '<p>Log on</p>', /Version ([\w.]+)/, undefined],
    ['empty', '<p></p>', /<p>([^<]*)/, undefined],
    ['a group that took no part', '<p>7.2</p>', /7\.2|(8)/, '7.2'],
    ['far too long', `<p>${'9'.repeat(99)}</p>`, /9+/, '9'.repeat(40)],
  ];
  for (const [name, page, pattern, version] of rows)
    t.equal(versionOn(page, pattern)?.version, version, name);
  t.end();
});

t.test('what ends with the page so far may go on', (t) => {
  t.same(versionOn('Version 7.2', /Version ([\w.]+)/), { version: '7.2', whole: false });
  t.same(versionOn('Version 7.2b<', /Version ([\w.]+)/), { version: '7.2b', whole: true });
  t.end();
});
