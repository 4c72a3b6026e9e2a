import t from 'tap';
import {
  droppedFromOthers,
  droppedFromTrusted,
  type ForwardedInput,
  forwardedFields,
  isUsableRequestId,
  publicView,
} from '../../../balancer/rules/forwarded.ts';

function view(changes: Partial<ForwardedInput>) {
  return publicView({
    trusted: false,
    address: '192.0.2.1',
    secure: false,
    host: 'crm.example.com',
    forwardedFor: ['203.0.113.9', '10.0.0.2'],
    forwardedProto: 'https',
    forwardedHost: 'public.example.com:8443',
    forwardedPort: '8443',
    ...changes,
  });
}

t.test('what a stranger says of itself is overwritten', (t) => {
  t.same(view({}), { forwardedFor: '192.0.2.1', proto: 'http', host: 'crm.example.com', port: '80' });
  t.same(view({ secure: true, host: 'crm:4443' }), {
    forwardedFor: '192.0.2.1',
    proto: 'https',
    host: 'crm:4443',
    port: '4443',
  });
  t.end();
});

t.test('a trusted proxy is believed and appended to', (t) => {
  t.same(view({ trusted: true }), {
    forwardedFor: '203.0.113.9, 10.0.0.2, 192.0.2.1',
    proto: 'https',
    host: 'public.example.com:8443',
    port: '8443',
  });
  t.end();
});

t.test('nonsense from a trusted proxy is not passed on', (t) => {
  const rows: readonly [Partial<ForwardedInput>, object][] = [
    [{ forwardedProto: 'gopher' }, { proto: 'http' }],
    [{ forwardedProto: 'HTTPS ' }, { proto: 'https' }],
    [{ forwardedHost: 'evil/..' }, { host: 'crm.example.com' }],
    [{ forwardedHost: 'a@b' }, { host: 'crm.example.com' }],
    [{ forwardedHost: undefined, forwardedPort: 'x' }, { port: '443' }],
    [{ forwardedFor: [' '] }, { forwardedFor: '192.0.2.1' }],
    [
      { host: '[::1]', forwardedHost: undefined, forwardedPort: undefined },
      { host: '[::1]', port: '443' },
    ],
  ];
  for (const [changes, expected] of rows) t.match(view({ trusted: true, ...changes }), expected);
  t.end();
});

t.test('the fields as they are written', (t) => {
  t.same(forwardedFields(view({ host: undefined }), 'r1'), [
    ...['X-Forwarded-For', '192.0.2.1', 'X-Forwarded-Proto', 'http'],
    ...['X-Forwarded-Port', '80', 'X-Request-Id', 'r1'],
  ]);
  t.end();
});

t.test('which request ids are taken over', (t) => {
  for (const id of ['a', '0f-9_.:+/=', 'x'.repeat(128)]) t.ok(isUsableRequestId(id), id);
  for (const id of [undefined, '', ' a', 'a b', '-a', 'x'.repeat(129), 'a"', 'a\u00e9']) {
    t.notOk(isUsableRequestId(id), String(id));
  }
  t.end();
});

t.test('only a listed proxy may say who asked, how, and which URL is meant; in either spelling', (t) => {
  const claims = ['X-Original-URL', 'X_Rewrite_Url', 'Forwarded', 'X-Real-IP', 'True-Client-IP', 'Proxy'];
  for (const name of claims) {
    t.ok(droppedFromOthers.includes(name.toLowerCase()), `${name} of a stranger is left out`);
    t.notOk(droppedFromTrusted.includes(name.toLowerCase()), `${name} of a listed proxy stays`);
  }
  for (const name of ['X-Forwarded-For', 'X_Forwarded_For', 'x_request_id']) {
    t.ok(droppedFromOthers.includes(name.toLowerCase()), `${name} of a stranger is left out`);
    t.ok(droppedFromTrusted.includes(name.toLowerCase()), `${name} of a listed proxy is replaced by ours`);
  }
  t.end();
});
