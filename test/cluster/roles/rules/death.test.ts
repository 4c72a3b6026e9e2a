// Two kinds of evidence that do not go the same way, and nothing that says otherwise.

import t from 'tap';
import { deathOf, lifeOf, type Word } from '../../../../cluster/roles/rules/death.ts';

const words: readonly Word[] = ['dead', 'alive', 'silent'];

t.test('over all evidence: dead only by two kinds, never against a sign of life', async (t) => {
  for (const http of words)
    for (const ssh of words)
      for (const database of words)
        for (const person of words) {
          const all = [http, ssh, database, person];
          const kinds = [http === 'dead' || ssh === 'dead', database === 'dead', person === 'dead'];
          const expected = !all.includes('alive') && kinds.filter(Boolean).length > 1;
          const { dead, because } = deathOf({ http, ssh, database, person });
          t.equal(dead, expected, `${all.join(' ')}: ${because}`);
        }
});

t.test('HTTP and SSH alone are one kind: the network between may be cut', async (t) => {
  t.same(deathOf({ http: 'dead', ssh: 'dead', database: 'silent', person: 'silent' }), {
    dead: false,
    because: 'only from here it does not answer',
  });
  t.same(deathOf({ http: 'dead', ssh: 'dead', database: 'dead', person: 'silent' }), {
    dead: true,
    because: 'it does not answer (HTTP, SSH), and the database has no connection of it',
  });
});

t.test('whoever answers here is alive, whatever people say', async (t) => {
  for (const http of words)
    for (const ssh of words) {
      const life = lifeOf({ http, ssh });
      t.equal(life !== undefined, http === 'alive' || ssh === 'alive', `${http} ${ssh}: ${life}`);
      if (life !== undefined) t.notOk(deathOf({ http, ssh, database: 'dead', person: 'dead' }).dead);
    }
});
