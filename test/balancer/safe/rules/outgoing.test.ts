// Messages as they go on: framing of our own, last and in the words its reader knows.

import t from 'tap';
import type { FieldEdits } from '../../../../balancer/engine.ts';
import { requestFields, responseFields } from '../../../../balancer/safe/rules/outgoing.ts';
import { type CheckedRequest, checkRequest } from '../../../../balancer/safe/rules/request-check.ts';
import { checkResponse } from '../../../../balancer/safe/rules/response-check.ts';

const noEdits: FieldEdits = { drop: [], replace: new Map(), append: [] };

function checked(method: string, fields: readonly string[], version = '1.1'): CheckedRequest {
  const found = checkRequest({ method, url: '/', version, fields }, { fieldCount: 100, targetBytes: 100 });
  if (found.kind === 'refused') throw new Error(found.why);
  return found;
}

t.test('the framing of a request is our own and stands last', (t) => {
  const sending = { edits: noEdits, serverHost: 'crm01:80', passExpect: true };
  const rows: readonly (readonly [CheckedRequest, readonly string[]])[] = [
    [
      checked('POST', ['Content-Length', '05', 'Host', 'a', 'X', '1']),
      ['Host', 'a', 'X', '1', 'Content-Length', '5'],
    ],
    [checked('POST', ['Host', 'a']), ['Host', 'a', 'Content-Length', '0']],
    [checked('GET', ['Host', 'a']), ['Host', 'a']],
    [checked('GET', ['X', '1'], '1.0'), ['X', '1', 'Host', 'crm01:80']],
    [
      checked('PUT', ['Host', 'a', 'Trailer', 'X-Sum, Host', 'Transfer-Encoding', 'chunked']),
      ['Host', 'a', 'Trailer', 'X-Sum', 'Transfer-Encoding', 'chunked'],
    ],
    [checked('OPTIONS', ['Host', 'a', 'Max-Forwards', '7']), ['Host', 'a', 'Max-Forwards', '6']],
    [checked('GET', ['Host', 'a', 'Max-Forwards', '7']), ['Host', 'a', 'Max-Forwards', '7']],
  ];
  for (const [request, wanted] of rows) t.same(requestFields(request, sending), wanted);
  const expecting = checked('PUT', ['Host', 'a', 'Expect', '100-continue', 'Content-Length', '1']);
  t.ok(requestFields(expecting, sending).includes('Expect'));
  t.notOk(requestFields(expecting, { ...sending, passExpect: false }).includes('Expect'));
  t.end();
});

t.test('the framing of an answer is what its client can read', (t) => {
  const rows: readonly (readonly [readonly string[], object, readonly string[]])[] = [
    [['Content-Length', '05', 'A', 'b'], {}, ['A', 'b', 'Content-Length', '5']],
    [['Transfer-Encoding', 'chunked'], {}, ['Transfer-Encoding', 'chunked']],
    [['Transfer-Encoding', 'chunked'], { clientVersion: '1.0' }, []],
    [[], {}, ['Transfer-Encoding', 'chunked']],
    [['Content-Length', '5'], { method: 'HEAD' }, ['Content-Length', '5']],
    [['Content-Length', '5'], { status: 304 }, ['Content-Length', '5']],
    [['Content-Length', '5'], { status: 204 }, []],
    [['Transfer-Encoding', 'chunked', 'Trailer', 'X-Sum'], { method: 'HEAD' }, []],
  ];
  for (const [fields, change, wanted] of rows) {
    const how = { status: 200, clientVersion: '1.1' as '1.0' | '1.1', method: 'GET', ...change };
    const found = checkResponse({ status: how.status, version: '1.1', fields }, how.method, {
      fieldCount: 9,
    });
    if (found.kind === 'bad') throw new Error(found.why);
    t.same(responseFields(fields, found, { ...how, edits: noEdits }), wanted);
  }
  t.end();
});
