// Paths of operations: which fit, what stands in them, and back again.

import t from 'tap';
import { fieldsOf, pathFor } from '../../../admin/rules/operation-path.ts';

const pattern = '/api/v1/servers/:server/drain';

t.test('fields are read from the path', (t) => {
  const rows: readonly (readonly [string, object | undefined])[] = [
    ['/api/v1/servers/CRM1/drain', { server: 'CRM1' }],
    ['/api/v1/servers/CRM%201%2F%C3%B6/drain', { server: 'CRM 1/ö' }],
    ['/api/v1/servers//drain', undefined],
    ['/api/v1/servers/%E0%A4%A/drain', undefined],
    ['/api/v1/servers/CRM1/admit', undefined],
    ['/api/v1/servers/CRM1/drain/', undefined],
    ['/api/v1/servers/CRM1', undefined],
  ];
  for (const [path, fields] of rows) t.same(fieldsOf(pattern, path), fields, path);
  t.same(fieldsOf('/api/v1/lock', '/api/v1/lock'), {});
  t.end();
});

t.test('a path is made for fields, and read back as they were', (t) => {
  for (const server of ['CRM1', 'a b', 'ö/ü', '%', '..']) {
    const { path, rest } = pathFor(pattern, { server, policy: 'now' });
    t.same(fieldsOf(pattern, path), { server });
    t.same(rest, { policy: 'now' });
  }
  t.end();
});
