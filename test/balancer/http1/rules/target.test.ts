// The forms of a target; what reaches a server is the origin form or `*`.

import t from 'tap';
import { parseTarget } from '../../../../balancer/http1/rules/target.ts';

const rows: readonly (readonly [string, string, string])[] = [
  ['GET', '/', 'origin /'],
  ['GET', '/a?b', 'origin /a?b'],
  ['GET', '//host/a', 'origin //host/a'],
  ['GET', '/http://b/', 'origin /http://b/'],
  ['GET', '/\\host', 'origin /\\host'],
  ['OPTIONS', '*', 'origin *'],
  ['GET', '*', 'invalid'],
  ['OPTIONS', '*a', 'invalid'],
  ['GET', 'http://a', 'absolute a /'],
  ['GET', 'http://a?b', 'absolute a /?b'],
  ['GET', 'https://a:1/b?c=http://d', 'absolute a:1 /b?c=http://d'],
  ['OPTIONS', 'http://a', 'absolute a *'],
  ['OPTIONS', 'http://a/', 'absolute a /'],
  ['OPTIONS', 'http://a?b', 'absolute a /?b'],
  ['GET', 'http://', 'invalid'],
  ['GET', 'http:///a', 'invalid'],
  ['GET', 'http:/a', 'invalid'],
  ['GET', 'ftp://a/', 'invalid'],
  ['GET', 'a:80', 'invalid'],
  ['GET', '?a', 'invalid'],
  ['GET', '.', 'invalid'],
];

t.test('targets', (t) => {
  for (const [method, text, wanted] of rows) {
    const target = parseTarget(method, text);
    t.equal(
      Object.values(target)
        .join(' ')
        .replace(/^(absolute) (\S+) (\S+)$/, '$1 $2 $3'),
      wanted,
      `${method} ${text}`,
    );
  }
  t.end();
});
