import { X509Certificate } from 'node:crypto';
import t from 'tap';
import { createCertificate } from '../../demo/certificate.ts';

t.test('a certificate names the server short and fully qualified, localhost and the loopback', async (t) => {
  const nowMs = Date.UTC(2026, 0, 2);
  const made = await createCertificate(['CRMWEB1', 'crmweb1.example.test'], nowMs);
  const certificate = new X509Certificate(made.certificate);
  for (const name of ['crmweb1', 'CRMWEB1', 'crmweb1.example.test', 'localhost'])
    t.ok(certificate.checkHost(name), name);
  for (const address of ['127.0.0.1', '::1']) t.ok(certificate.checkIP(address), address);
  t.equal(certificate.checkHost('crmweb2'), undefined);
  t.equal(certificate.subject, 'CN=crmweb1');
  t.notOk(certificate.ca);
  t.ok(certificate.validFromDate.getTime() <= nowMs);
  t.ok(certificate.validToDate.getTime() > nowMs + 7 * 24 * 3_600_000);
  t.match(made.key, /^-----BEGIN PRIVATE KEY-----/);
});

t.test('two certificates have two keys', async (t) => {
  const [one, two] = await Promise.all([createCertificate(['a'], 0), createCertificate(['a'], 0)]);
  t.not(one.key, two.key);
});
