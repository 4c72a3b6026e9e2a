// The one URL over TLS: a renewed certificate is shown to new connections, and those there are stay.

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import t from 'tap';
import { createCertificate } from '../../demo/certificate.ts';
import { metricSum, readMetrics } from '../support/metrics-text.ts';
import { prepareSite } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';
import { openClient } from '../support/wire-client.ts';

/** Serial number of the certificate that a new connection is shown. */
async function shown(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

async function writeCertificate(folder: string, nowMs: number): Promise<void> {
  const { certificate, key } = await createCertificate(['crm.sim.test'], nowMs);
  writeFileSync(join(folder, 'url.key'), key);
  writeFileSync(join(folder, 'url.pem'), certificate);
}

t.test('a renewed certificate is taken up while a kept connection stays', async (t) => {
  const dayMs = 24 * 3_600_000;
  const site = await prepareSite(t, {
    prepare: (_cluster, folder) => writeCertificate(folder, Date.now() - dayMs),
    configuration: { listen: { tls: [{ certificateFile: 'url.pem', keyFile: 'url.key' }] } },
  });
  const product = await site.start();
  t.match(product.url, /^https:/);
  const kept = await openClient(product.port, {});
  t.teardown(() => kept.close());
  const request = 'GET /CRM/eware.dll/go HTTP/1.1\r\nHost: crm.sim.test\r\n\r\n';
  kept.write(request);
  const first = await kept.answer();
  t.equal(first.status, 200);
  t.match(first.body, 'EWARE_USERID');
  const old = await shown(product.port);
  const expiry = async () =>
    metricSum(await readMetrics(product.adminUrl), 'fairlead_tls_certificate_not_after_timestamp_seconds') ??
    0;
  const oldExpiry = await expiry();

  await writeCertificate(site.folder, Date.now());
  await waitFor('the new certificate', async () => (await shown(product.port)) !== old, 60_000);
  kept.write(request);
  t.equal((await kept.answer()).status, 200, 'the connection from before goes on');
  t.notOk(kept.over());
  t.ok((await expiry()) > oldExpiry, 'and the metric tells the new end');
  t.ok(site.log().some((line) => line.msg === 'a renewed certificate is in use'));
});
