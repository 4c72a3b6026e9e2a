// Which requests the admin listener takes: a row a case.

import t from 'tap';
import { adminActions, adminPaths, isLoopback, refusalOf } from '../../../admin/rules/admission.ts';

const request = (more: Partial<Parameters<typeof refusalOf>[0]>) =>
  refusalOf({ method: 'GET', target: '/metrics', host: 'localhost:9090', listenHost: '127.0.0.1', ...more })
    ?.status;

t.test('every path that is listed can be read and asked for its head', (t) => {
  for (const target of Object.keys(adminPaths).filter((path) => !adminActions.includes(path))) {
    t.equal(request({ target }), undefined, target);
    t.equal(request({ target: `${target}?pretty`, method: 'HEAD' }), undefined);
    t.equal(request({ target, method: 'POST' }), 405);
  }
  t.end();
});

t.test('what acts takes POST with JSON, and nothing of a foreign page', (t) => {
  const target = '/api/v1/reload';
  const json = { target, method: 'POST', contentType: 'application/json' };
  const rows: [more: Parameters<typeof request>[0], status: number | undefined][] = [
    [json, undefined],
    [{ ...json, contentType: 'Application/JSON; charset=utf-8' }, undefined],
    [{ ...json, contentType: undefined }, 415],
    [{ ...json, contentType: 'text/plain' }, 415],
    [{ ...json, contentType: 'text/plain; application/json' }, 415],
    [{ ...json, contentType: 'application/jsonx' }, 415],
    [{ ...json, contentType: 'application/x-www-form-urlencoded' }, 415],
    [{ ...json, contentType: 'multipart/form-data' }, 415],
    [{ ...json, origin: 'http://localhost:9090' }, undefined],
    [{ ...json, origin: 'https://LOCALHOST:9090' }, undefined],
    [{ ...json, origin: 'http://localhost:8080' }, 403],
    [{ ...json, origin: 'https://evil.example' }, 403],
    [{ ...json, origin: 'null' }, 403],
    [{ ...json, origin: '' }, 403],
    [{ ...json, host: 'evil.example' }, 421],
    ...['GET', 'HEAD', 'PUT', 'OPTIONS', 'DELETE'].map((method): [Parameters<typeof request>[0], number] => [
      { ...json, method },
      405,
    ]),
  ];
  for (const [more, status] of rows) t.equal(request(more), status, JSON.stringify(more));
  t.end();
});

t.test('nothing else is there', (t) => {
  for (const target of [
    '',
    '/metrics/',
    '/METRICS',
    '/api',
    '/api/v1/status/..',
    '/__proto__',
    '/constructor',
    '//metrics',
  ])
    t.equal(request({ target }), 404, target);
  t.equal(request({ target: '/nothing', method: 'POST' }), 404);
  t.end();
});

t.test('on a loopback address only names of this machine are taken', (t) => {
  const rows: [host: string | undefined, taken: boolean][] = [
    ['localhost', true],
    ['LOCALHOST:9090', true],
    ['127.0.0.1:9090', true],
    ['127.8.0.1', true],
    ['[::1]:9090', true],
    [undefined, false],
    ['', false],
    ['evil.example', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example:9090', false],
    ['localhost:9090@evil.example', false],
    ['evil.example#localhost', false],
    ['::1', false],
  ];
  for (const [host, taken] of rows) t.equal(request({ host }), taken ? undefined : 421, String(host));
  t.end();
});

t.test('a listener that others are meant to reach takes any name', (t) => {
  for (const listenHost of ['0.0.0.0', '::', '10.1.2.3', 'admin.example.com'])
    t.equal(request({ host: 'admin.example.com:9090', listenHost }), undefined);
  t.end();
});

t.test('loopback addresses are known in every form', (t) => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]']) t.ok(isLoopback(host), host);
  for (const host of ['0.0.0.0', '::', '128.0.0.1', '127.0.0.1.example', 'localhost.example'])
    t.notOk(isLoopback(host), host);
  t.end();
});
