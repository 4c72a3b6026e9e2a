import t from 'tap';
import { connectFailureKind, failureKinds } from '../../../balancer/rules/failure-kind.ts';

t.test('the word for a connection that was not made', (t) => {
  const rows = [
    ['ECONNREFUSED', 'refused'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENOTFOUND', 'name'],
    ['ETIMEDOUT', 'connect-timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ECONNRESET', 'connect-other'],
    ['', 'connect-other'],
    [undefined, 'connect-other'],
  ] as const;
  for (const [code, kind] of rows) {
    t.equal(connectFailureKind(code), kind, String(code));
    t.ok(failureKinds.includes(kind));
  }
  t.end();
});
