import t from 'tap';
import { cookieField, keepCookies } from '../../../../demo/people/rules/cookie-jar.ts';

t.test('the jar keeps what is set, newest first come, and drops what is expired', (t) => {
  const empty = new Map<string, string>();
  t.equal(cookieField(empty), undefined);
  const one = keepCookies(empty, ['a=1; path=/; HttpOnly', 'b=x=y', 'broken', '=nameless']);
  t.equal(cookieField(one), 'a=1; b=x=y');
  const two = keepCookies(one, ['a=2', 'b=; Max-Age=0']);
  t.equal(cookieField(two), 'a=2');
  t.equal(cookieField(one), 'a=1; b=x=y', 'the old jar is as it was');
  t.end();
});
