import t from 'tap';
import { bareName, quoteName } from '../../../cluster/rules/identifier.ts';

t.test('plain names are quoted, tables with their schema', async (t) => {
  const table: [string, 1 | 3, string][] = [
    ['Users', 1, '[Users]'],
    ['dbo.Users', 3, '[dbo].[Users]'],
    ['CRM.dbo.Users', 3, '[CRM].[dbo].[Users]'],
    ['[dbo].[Users]', 3, '[dbo].[Users]'],
    ['Prüf_1', 1, '[Prüf_1]'],
  ];
  for (const [name, parts, text] of table) t.same(quoteName(name, parts), { kind: 'quoted', text }, name);
  t.equal(bareName('CRM.dbo.[Users]'), 'Users');
});

t.test('nothing that could end a name gets into a statement', async (t) => {
  const table: [string, 1 | 3][] = [
    ['dbo.Users', 1],
    ['a.b.c.d', 3],
    ['', 1],
    ['a b', 1],
    ['a]; DROP TABLE Users --', 1],
    ["a'b", 1],
    ['a"b', 1],
    ['1a', 1],
    ['a..b', 3],
    ['[a]]b]', 1],
    ['x'.repeat(129), 1],
    ['a\nb', 1],
    ['{{settingsTable}}', 1],
  ];
  for (const [name, parts] of table) t.match(quoteName(name, parts), { kind: 'refused' }, name);
});
