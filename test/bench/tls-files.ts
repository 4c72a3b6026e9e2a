// A self-signed certificate (EC P-256) of this run, as files.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCertificate } from '../../demo/certificate.ts';
import type { TlsFiles } from './bench.ts';

export async function writeTlsFiles(folder: string): Promise<TlsFiles> {
  const { key, certificate } = await createCertificate(['crm.example.com'], Date.now());
  const keyFile = join(folder, 'key.pem');
  const certificateFile = join(folder, 'certificate.pem');
  const bothFile = join(folder, 'both.pem');
  for (const [file, text] of [
    [keyFile, key],
    [certificateFile, certificate],
    [bothFile, `${certificate}\n${key}`],
  ] as const)
    writeFileSync(file, text, { mode: 0o600 });
  return { keyFile, certificateFile, bothFile };
}
