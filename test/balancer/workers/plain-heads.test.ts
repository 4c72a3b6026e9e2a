// Heads that cross threads carry every field that a rule of the traffic asks for.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { RequestHead, ResponseHead } from '../../../balancer/engine.ts';
import { plainRequest, plainResponse, requestOf, responseOf } from '../../../balancer/workers/plain-heads.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'balancer');

/** Names in the sources of the rules beside the engines, where a head is asked for a field by its name. */
const asked = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/head\.fields?\('([^']+)'\)/g)])
  .map(([, name]) => name as string);

const field = (name: string) => `value of ${name}`;
const fields = (name: string) => [field(name), 'another'];
const response: ResponseHead = { status: 200, field, fields };
const request: RequestHead = {
  method: 'GET',
  target: '/',
  version: '1.1',
  client: { address: '10.0.0.1', port: 1, secure: false },
  websocket: false,
  field,
  fields,
};

t.test('every field that a rule asks for is carried', (t) => {
  t.ok(asked.length > 10, `${asked.length} questions were found`);
  const carried = { ...plainRequest(request).fields, ...plainResponse(response).fields };
  t.same(
    [...new Set(asked)].filter((name) => !Object.hasOwn(carried, name)),
    [],
  );
  t.end();
});

t.test('what is carried reads as it did, and what is not is no silent nothing', (t) => {
  const there = responseOf(plainResponse(response));
  t.equal(there.status, 200);
  t.equal(there.field('content-disposition'), 'value of content-disposition');
  t.same(there.fields('set-cookie'), ['value of set-cookie', 'another']);
  t.throws(() => there.field('server'), /a rule asks for server, which workers do not pass on/);
  const asked = requestOf(plainRequest(request));
  t.match(asked, { method: 'GET', target: '/', client: { address: '10.0.0.1' } });
  t.equal(asked.field('cookie'), 'value of cookie');
  t.end();
});
