// The methods that are passed on must be methods that llhttp knows too.

import { METHODS } from 'node:http';
import t from 'tap';
import { bodyMethods, idempotentMethods, knownMethods } from '../../../../balancer/http1/rules/methods.ts';

t.test('every method is one that node:http knows', (t) => {
  const known = new Set(METHODS);
  t.same(
    [...knownMethods].filter((method) => !known.has(method)),
    [],
  );
  t.same(
    [...idempotentMethods, ...bodyMethods].filter((method) => !knownMethods.has(method)),
    [],
  );
  t.end();
});

t.test('what changes data by itself is never sent again', (t) => {
  for (const method of ['POST', 'PATCH', 'LOCK', 'MOVE']) t.notOk(idempotentMethods.has(method), method);
  t.end();
});
