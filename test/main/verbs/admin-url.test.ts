import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { getCACertificates } from 'node:tls';
import t, { type Test } from 'tap';
import { createCertificate } from '../../../demo/certificate.ts';
import { adminUrl } from '../../../main/verbs/admin-url.ts';
import { temporaryFolder } from '../../support/fairlead-process.ts';

async function ask(t: Test, admin: string | undefined) {
  const file = join(temporaryFolder(t), 'site.yaml');
  writeFileSync(file, `database: null\nservers: { CRM01: { origin: "http://crm01:80" } }\n${admin ?? ''}\n`);
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const quiet = new AbortController().signal;
  const terminal = {
    ...{ output, errors, interactive: false, color: false, interrupted: quiet },
    size: () => ({ columns: 80, rows: 24 }),
  };
  try {
    return { url: await adminUrl(file, { terminal, terminated: quiet }), told: '' };
  } catch (error) {
    return { problem: (error as Error).message, told: String(errors.read() ?? '') };
  }
}

t.test('the admin listener is where the configuration says', async (t) => {
  const rows: [string | undefined, string][] = [
    [undefined, 'http://127.0.0.1:9090'],
    ['admin: { port: 9191 }', 'http://127.0.0.1:9191'],
    ['admin: { host: 10.1.2.3, port: 80 }', 'http://10.1.2.3:80'],
    ['admin: { host: "0.0.0.0", port: 9090 }', 'http://127.0.0.1:9090'],
    ['admin: { host: "::", port: 9090 }', 'http://127.0.0.1:9090'],
    ['admin: { host: "::1", port: 9090 }', 'http://[::1]:9090'],
  ];
  for (const [admin, url] of rows) t.equal((await ask(t, admin)).url, url, admin ?? 'the usual one');
});

t.test('a listener with a certificate is asked under a name that stands in it', async (t) => {
  const folder = temporaryFolder(t);
  const [file, local] = [join(folder, 'admin.pem'), join(folder, 'admin.key')];
  const { certificate, key } = await createCertificate(['fairlead1.example.com'], Date.now());
  writeFileSync(file, certificate);
  writeFileSync(local, key);
  const tls = `tls: { certificateFile: ${JSON.stringify(file)}, keyFile: ${JSON.stringify(local)} }`;
  const rows = [
    ['0.0.0.0', 'https://127.0.0.1:9090'],
    ['localhost', 'https://localhost:9090'],
    ['fairlead1.example.com', 'https://fairlead1.example.com:9090'],
    // No name of the certificate: the first it has.
    ['10.1.2.3', 'https://fairlead1.example.com:9090'],
  ] as const;
  for (const [host, url] of rows)
    t.equal((await ask(t, `admin: { host: "${host}", ${tls} }`)).url, url, host);
  t.ok(
    getCACertificates('default').some((each) => each.trim() === certificate.trim()),
    'and it is trusted',
  );
});

t.test('a faulty configuration is told with its faults', async (t) => {
  const { problem, told } = await ask(t, 'admin: { port: x }');
  t.match(problem, /faults.*--url/);
  t.match(told, /admin\.port/);
});
