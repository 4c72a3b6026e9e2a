import t from 'tap';
import { createServerIds } from '../../cluster/server-id.ts';

t.test('an id depends on name and key only, and shows neither', async (t) => {
  const idOf = createServerIds('a key of some length, for tests');
  t.equal(idOf('CRM01'), idOf(' crm01 '));
  t.not(idOf('CRM01'), idOf('CRM02'));
  t.not(idOf('CRM01'), createServerIds('another key')('CRM01'));
  t.match(idOf('CRM01'), /^[A-Za-z0-9_-]{16}$/);
});
