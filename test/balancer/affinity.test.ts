import t from 'tap';
import { affinityCookieLine, createAffinity } from '../../balancer/affinity.ts';

const affinity = createAffinity('a cluster key for tests only');

t.test('a token names its server and comes back, here and in another Fairlead with the same key', (t) => {
  for (const id of ['id-1', 'A_b-9', 'with space; and ünïcode', 'a.b', '~x', '__proto__', 'x'.repeat(90)]) {
    const token = affinity.tokenOf(id);
    t.match(token, /^[A-Za-z0-9_.~-]+$/);
    t.equal(affinity.read(token), id);
    t.equal(createAffinity('a cluster key for tests only').read(token), id);
    t.equal(affinity.tokenOf(id), token);
  }
  t.end();
});

t.test('a forged token is none', (t) => {
  const token = affinity.tokenOf('id-1');
  const code = token.slice(token.indexOf('.') + 1);
  const forged = [
    `id-2.${code}`,
    `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
    token.slice(0, -1),
    `${token}A`,
    'id-1',
    'id-1.',
    `.${code}`,
    '',
    '.',
    '__proto__',
    'constructor',
    createAffinity('another key').tokenOf('id-1'),
  ];
  for (const each of forged) t.equal(affinity.read(each), undefined, each);
  t.end();
});

t.test('remembering genuine tokens is bounded and forgets nothing that matters', (t) => {
  const first = affinity.tokenOf('server 0');
  for (let index = 1; index < 3000; index++) affinity.tokenOf(`server ${index}`);
  t.equal(affinity.read(first), 'server 0');
  t.equal(affinity.tokenOf('server 0'), first);
  t.end();
});

t.test('the Set-Cookie line', (t) => {
  t.equal(affinityCookieLine('f', 'tok', false), 'f=tok; Path=/; HttpOnly; SameSite=Lax');
  t.equal(affinityCookieLine('f', 'tok', true), 'f=tok; Path=/; HttpOnly; SameSite=Lax; Secure');
  t.end();
});
