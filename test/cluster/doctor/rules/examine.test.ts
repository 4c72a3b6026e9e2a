import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { examineAll } from '../../../../cluster/doctor/rules/examine.ts';
import { away, factsOf, roleSeen } from '../facts.ts';

t.test('a cluster in order has nothing to mend, and every examination says so', (t) => {
  const found = examineAll(factsOf());
  t.same(
    found.filter(({ severity }) => severity !== 'ok'),
    [],
  );
  const examined = new Set(found.map(({ examination }) => examination));
  const folder = join(import.meta.dirname, '../../../../cluster/doctor/rules');
  const others = [
    'database-access',
    'examine',
    'finding',
    'lists',
    'read-database',
    'servers-answer',
    'service-account',
    'unseen-roles',
  ];
  const rules = readdirSync(folder).map((file) => file.replace('.ts', ''));
  t.same(
    rules.filter((rule) => !examined.has(rule) && !others.includes(rule)),
    [],
    'no rule is left out',
  );
  t.end();
});

t.test(
  'where nothing could be seen nothing is called in order, nor wrong but for what must be there',
  (t) => {
    const { database, servers, ...facts } = factsOf();
    const unseen = (fields: object) => Object.fromEntries(Object.keys(fields).map((key) => [key, away]));
    const nothing = {
      ...facts,
      ...unseen({ settings: 0, parameters: 0, topology: 0, url: 0 }),
      database: { ...database, ...unseen(database), wanted: true },
      servers: servers.map((each) => ({
        ...each,
        ...unseen({ addresses: 0, door: 0 }),
        windows: unseen(each.windows),
      })),
      serviceLogOns: away,
      roles: [roleSeen('u u')],
    } as unknown as ReturnType<typeof factsOf>;
    const found = examineAll(nothing).filter(({ severity }) => severity !== 'unknown');
    t.same(
      found.map(({ examination, severity }) => `${severity} ${examination}`),
      ['fault database-connection', 'ok server-answers', 'ok server-answers', 'ok versions'],
      'but for the page, which was seen',
    );
    t.end();
  },
);
