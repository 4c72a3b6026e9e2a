// Which trailers go on.

import t from 'tap';
import { forwardTrailers } from '../../../../balancer/safe/rules/trailers.ts';

t.test('trailers that frame, route or identify do not pass', (t) => {
  const wrong = [
    'Content-Length',
    'transfer-encoding',
    'HOST',
    'X-Forwarded-For',
    'X_Forwarded_For',
    'Cookie',
  ];
  t.same(forwardTrailers(wrong.flatMap((name) => [name, 'x'])), []);
  t.same(forwardTrailers(['Server-Timing', 'a', 'X-Sum', 'b', 'bad name', 'c']), [
    ['Server-Timing', 'a'],
    ['X-Sum', 'b'],
  ]);
  t.end();
});
