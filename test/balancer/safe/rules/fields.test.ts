// Flat lists of fields: what is found in them, what goes on, in which order.

import t from 'tap';
import { firstValueOf, hasFramingTwin, passOn, valuesOf } from '../../../../balancer/safe/rules/fields.ts';

t.test('values are found in whatever case, in order', (t) => {
  const fields = ['Set-Cookie', 'a', 'X', 'b', 'SET-COOKIE', 'c'];
  t.same(valuesOf(fields, 'set-cookie'), ['a', 'c']);
  t.equal(firstValueOf(fields, 'x'), 'b');
  t.equal(firstValueOf(fields, 'a'), undefined, 'a value is no name');
  t.end();
});

t.test('fields go on in case and order, but those of the hop, those named, and those dropped', (t) => {
  const fields = [
    ...['X-A', '1', 'Connection', 'x-b', 'X-B', '2', 'TE', 'trailers', 'x-old', '3', 'X-Old', '4'],
    ...['Proxy', 'p', 'Keep-Alive', 'k', 'X_Forwarded_For', 'f', 'x-c', '5', 'Content-Length', '6'],
  ];
  const edits = { drop: ['x-c'], replace: new Map([['x-old', 'new']]), append: ['X-B', 'ours'] };
  t.same(passOn(fields, { named: ['x-b'], own: ['content-length'], edits }), [
    ...['X-A', '1', 'x-old', 'new', 'X-B', 'ours'],
  ]);
  t.ok(hasFramingTwin(['Transfer_Encoding', 'chunked']));
  t.notOk(hasFramingTwin(['X', 'transfer_encoding']));
  t.end();
});
