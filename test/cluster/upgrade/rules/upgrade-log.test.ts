// Logs in the form that the guides describe (F7): written for these tests, as nobody published one.

import t from 'tap';
import { readUpgradeLog } from '../../../../cluster/upgrade/rules/upgrade-log.ts';

const page = (...rows: readonly string[]) =>
  `<html><head><title>Upgrade log</title><style>.error { color: red }</style></head>
<body><h1>Upgrade log</h1>\n<table>${rows.join('\n')}</table></body></html>`;

const row = (name: string, result: string) => `<tr><td>${name}</td>\n<td>${result}</td></tr>`;

t.test('scripts, and whether they succeeded', (t) => {
  const rows: readonly (readonly [string, string, string | undefined])[] = [
    [row('CustomPages.es', 'Success'), 'CustomPages.es', 'good'],
    [row('Custom_Captions.es', 'Completed successfully'), 'Custom_Captions.es', 'good'],
    ['<p>updatehelplink.es: <b>OK</b></p>', 'updatehelplink.es', 'good'],
    ['<li>Update_indexes_mssql.sql&nbsp;succeeded</li>', 'Update_indexes_mssql.sql', 'good'],
    [row('Tables.es', '0 errors'), 'Tables.es', 'good'],
    [row('user_views.es', 'Completed without errors'), 'user_views.es', 'good'],
    [row('addConstraints.es', 'Failed: a constraint is there already'), 'addConstraints.es', 'bad'],
    ['<p>views.es completed with errors</p>', 'views.es', 'bad'],
    ['<p>update_metadata.es<br>Error 208: Invalid object name</p>', 'update_metadata.es', undefined],
    ['<p>Tables.es could not be read</p>', 'Tables.es', 'bad'],
    [row('views.es', 'unsuccessful'), 'views.es', 'bad'],
    ['<p>The upgrade has no name</p>', '', undefined],
  ];
  for (const [text, name, wanted] of rows) {
    const [script] = readUpgradeLog(page(text), []).scripts;
    t.equal(script?.ok === undefined ? undefined : script.ok ? 'good' : 'bad', wanted, text);
    if (wanted !== undefined) t.equal(script?.name, name);
  }
  t.end();
});

t.test('what somebody has to look at', (t) => {
  const good = row('CustomPages.es', 'Success');
  const rows: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    ['nothing', good, [], []],
    ['a script', good + row('views.es', 'Failed'), [], ['blocking script-views-es']],
    [
      'by hand',
      `${good}<p>NB The custom entity Project must be fixed by hand.</p>`,
      [],
      ['blocking fix-nb-the-custom-entity-project-must-be-fixed-by-ha'],
    ],
    ['NB alone', `${good}<p>NB the log is long</p>`, [], []],
    [
      'a kept view',
      `${good}<p>View vCompany was changed; added vCompany_New.</p>`,
      [],
      ['warning view-vcompany'],
    ],
    [
      'twice the same view',
      `${good}<p>vCompany_New</p><p>vCompany_New, vPerson_New</p>`,
      [],
      ['warning view-vcompany', 'warning view-vperson'],
    ],
    [
      'a marked script log',
      good,
      ['Update_indexes_mssql.html', 'logs\\*Tables.html', '_Views.html'],
      ['blocking script-log-tables-html', 'blocking script-log-views-html'],
    ],
    ['no script at all', '<p>Welcome</p>', [], ['blocking log-empty']],
  ];
  for (const [what, text, files, wanted] of rows) {
    const { findings } = readUpgradeLog(page(text), files);
    t.same(
      findings.map(({ severity, id }) => `${severity} ${id}`),
      wanted,
      what,
    );
  }
  t.end();
});

t.test('any text at all is read: an empty one is no log', (t) => {
  for (const text of ['', '<', 'PK\u0003\u0004', '<table><tr><td>', '&lt;views.es&gt;'.repeat(100)])
    t.match(readUpgradeLog(text, []).findings, [{ severity: 'blocking' }]);
  t.match(readUpgradeLog('<p>&lt;views.es&gt; &amp; others: failed</p>', []).findings, [
    { text: 'views.es did not succeed: <views.es> & others: failed' },
  ]);
  t.end();
});
