// The names the engine understands, and none besides.

import t from 'tap';
import { fieldKind, firstHopKind, kindOfField } from '../../../../balancer/http1/rules/field-kinds.ts';

function kindOf(name: string) {
  const bytes = Buffer.from(`xx${name}: y`, 'latin1');
  return kindOfField(bytes, 2, 2 + name.length);
}

const rows: readonly (readonly [string, number])[] = [
  ['Host', fieldKind.host],
  ['CONTENT-LENGTH', fieldKind.contentLength],
  ['transfer-encoding', fieldKind.transferEncoding],
  ['cOnNeCtIoN', fieldKind.connection],
  ['Keep-Alive', fieldKind.keepAlive],
  ['TE', fieldKind.te],
  ['Trailer', fieldKind.trailer],
  ['Upgrade', fieldKind.upgrade],
  ['HTTP2-Settings', fieldKind.http2Settings],
  ['Proxy', fieldKind.proxy],
  ['Proxy-Connection', fieldKind.proxyConnection],
  ['Proxy-Authorization', fieldKind.proxyCredentials],
  ['Proxy-Authenticate', fieldKind.proxyCredentials],
  ['Expect', fieldKind.expect],
  ['Date', fieldKind.date],
  ['Max-Forwards', fieldKind.maxForwards],
  ['Content_Length', fieldKind.framingTwin],
  ['Transfer_Encoding', fieldKind.framingTwin],
  ['X_Forwarded_For', fieldKind.forwardingTwin],
  ['x_real_ip', fieldKind.forwardingTwin],
  ['X-Forwarded-For', fieldKind.other],
  ['Hosts', fieldKind.other],
  ['Hos', fieldKind.other],
  ['Content\rLength', fieldKind.other],
  ['Content-Lengt\x08', fieldKind.other],
  ['', fieldKind.other],
  ['a-name-that-is-longer-than-all-known-names-together', fieldKind.other],
];

t.test('known names are known in whatever case', (t) => {
  for (const [name, kind] of rows) t.equal(kindOf(name), kind, JSON.stringify(name));
  t.end();
});

t.test('what is passed on and what is not', (t) => {
  for (const kind of [
    fieldKind.host,
    fieldKind.contentLength,
    fieldKind.expect,
    fieldKind.date,
    fieldKind.other,
  ]) {
    t.ok(kind < firstHopKind);
  }
  t.end();
});
