// Rows of the database as runs need them.

import t from 'tap';
import { connectedPrograms, tuningObjects } from '../../../../cluster/upgrade/rules/database-rows.ts';

t.test('who is connected, by host, whatever case it is written in', (t) => {
  const rows = [
    { hostName: 'CRMWEB1   ', programName: 'Tomcat', connections: 12 },
    { hostName: 'crmweb1', programName: ' eware.dll ', connections: 3 },
    { hostName: 'CRMWEB2', programName: '', connections: 1 },
    { hostName: 'CRMWEB3', programName: null, connections: 2 },
    { hostName: null, programName: 'a job of the server itself', connections: 1 },
  ];
  t.same(Object.fromEntries(connectedPrograms(rows)), {
    crmweb1: ['Tomcat: 12', 'eware.dll: 3'],
    crmweb2: ['a program: 1'],
    crmweb3: ['a program: 2'],
  });
  t.equal(connectedPrograms([]).size, 0);
  t.end();
});

t.test('what the tuning advisor left is dropped under its own name, whatever is in it', (t) => {
  const row = (kind: string, tableName: string, objectName: string) => ({
    kind,
    schemaName: 'dbo',
    tableName,
    objectName,
  });
  const rows = [
    [
      row('index', 'Company', '_dta_index_Company_1'),
      'Company._dta_index_Company_1',
      'DROP INDEX [_dta_index_Company_1] ON [dbo].[Company]',
    ],
    [
      row('statistic', 'Person', '_dta_stat_2'),
      'Person._dta_stat_2',
      'DROP STATISTICS [dbo].[Person].[_dta_stat_2]',
    ],
    [
      row('index', 'a]b', '_dta_]; DROP TABLE Users --'),
      'a]b._dta_]; DROP TABLE Users --',
      'DROP INDEX [_dta_]]; DROP TABLE Users --] ON [dbo].[a]]b]',
    ],
  ] as const;
  for (const [found, name, drop] of rows) t.same(tuningObjects([found]), [{ name, drop }]);
  t.end();
});
