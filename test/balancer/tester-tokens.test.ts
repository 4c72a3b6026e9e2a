import t from 'tap';
import { createTesterTokens, longestToken, testerCookieLine } from '../../balancer/tester-tokens.ts';

const tokens = createTesterTokens('a cluster key for tests only');
const pass = { server: 'id-2', untilMs: 60_000, by: 'Anna Öz' };

t.test('a token says which server, until when and for whom', (t) => {
  const token = tokens.tokenOf(pass);
  t.match(token, /^[A-Za-z0-9_.~-]+$/, 'fit for a path and for a cookie');
  t.same(tokens.read(token, 59_999), pass);
  t.equal(tokens.read(token, 60_000), 'expired');
  t.end();
});

t.test('what was not made with this key is forged', (t) => {
  const token = tokens.tokenOf(pass);
  const others = createTesterTokens('another cluster key');
  const end = token.lastIndexOf('.');
  const rows: readonly [string, string][] = [
    ['of another key', others.tokenOf(pass)],
    ['another server', tokens.tokenOf({ ...pass, server: 'id-3' }).slice(0, 12) + token.slice(12)],
    ['a later end', token.replace('~1o.', '~zz.').replace(/~[a-z0-9]+~/, '~zzzz~')],
    ['cut', token.slice(0, -1)],
    ['nothing but a code', token.slice(end)],
    ['no code', token.slice(0, end)],
    ['empty', ''],
    ['too long', `${'a'.repeat(longestToken)}${token.slice(end)}`],
  ];
  for (const [name, forged] of rows) t.equal(tokens.read(forged, 0), 'forged', name);
  t.end();
});

t.test('a long name is cut between letters, so that the token fits', (t) => {
  const token = tokens.tokenOf({ ...pass, server: 'a'.repeat(24), by: 'Ж'.repeat(200) });
  t.ok(token.length <= longestToken, `${token.length} characters`);
  const read = tokens.read(token, 0);
  t.equal(typeof read === 'string' ? read : read.by, 'Ж'.repeat(24));
  t.end();
});

t.test('the cookie can be read by no script and dies with the pass', (t) => {
  t.equal(
    testerCookieLine('fairlead-try', 'token', { secure: true, maxAgeSeconds: 900 }),
    'fairlead-try=token; Path=/; Max-Age=900; HttpOnly; SameSite=Lax; Secure',
  );
  t.end();
});
