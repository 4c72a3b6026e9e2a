import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import t from 'tap';
import { watchCertificates } from '../../balancer/certificate-files.ts';
import type { TlsIdentity } from '../../balancer/engine.ts';
import { waitFor } from '../support/wait-for.ts';

const pair = () =>
  generate([{ name: 'commonName', value: 'crm.example.com' }], {
    keyType: 'ec',
    notAfterDate: new Date('2031-01-01'),
  });

t.test('a renewed pair is taken up; half a renewal is told once and waited for', async (t) => {
  const folder = t.testdir();
  const files = {
    serverName: undefined,
    certificateFile: join(folder, 'crm.pem'),
    keyFile: join(folder, 'crm.key'),
  };
  const [first, second] = [await pair(), await pair()];
  writeFileSync(files.certificateFile, first.cert);
  writeFileSync(files.keyFile, first.private);
  const changes: (readonly TlsIdentity[])[] = [];
  const problems: Error[] = [];
  const watch = await watchCertificates({
    files: [files],
    intervalMs: 5,
    onChange: (identities) => changes.push(identities),
    onProblem: (problem) => problems.push(problem),
  });
  t.teardown(() => watch.close());
  t.equal(watch.identities()[0]?.certificate, first.cert);
  t.equal(watch.notAfterMs(), Date.UTC(2031, 0, 1));

  writeFileSync(files.certificateFile, second.cert);
  await waitFor('the half renewal to be told', () => problems.length > 0);
  t.match(problems[0]?.message, /the key belongs to another certificate/);
  t.equal(watch.identities()[0]?.certificate, first.cert, 'the old pair stays in use');

  writeFileSync(files.keyFile, second.private);
  await waitFor('the change', () => changes.length > 0);
  t.equal(watch.identities()[0]?.certificate, second.cert);
  t.equal(problems.length, 1);
});

t.test('a pair that cannot be read at the start is an error that names it', async (t) => {
  const files = {
    serverName: undefined,
    certificateFile: join(t.testdir(), 'none.pem'),
    keyFile: 'none.key',
  };
  await t.rejects(
    watchCertificates({ files: [files], intervalMs: 5, onChange: () => t.fail(), onProblem: () => t.fail() }),
    { message: /none\.(pem|key)/ },
  );
});
