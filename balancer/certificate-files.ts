// Reads key and certificate files and notices when they change, so that a renewed certificate is taken up
// without a restart. Says nothing to sockets: whoever asked gets the new identities and swaps them.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TlsIdentity } from './engine.ts';

/** Where one identity lies; `serverName` undefined is the default for clients without SNI. */
export type CertificateFiles = {
  readonly serverName: string | undefined;
  readonly certificateFile: string;
  readonly keyFile: string;
};

export type CertificateWatch = {
  /** The identities in use now. */
  identities(): readonly TlsIdentity[];
  /** Earliest end of validity over all certificates in use, as a time stamp. */
  notAfterMs(): number;
  close(): void;
};

export type CertificateWatchOptions = {
  readonly files: readonly CertificateFiles[];
  readonly intervalMs: number;
  readonly onChange: (identities: readonly TlsIdentity[]) => void;
  /** A pair that cannot be read or does not fit together: the old one stays in use. Told once per failure text. */
  readonly onProblem: (problem: Error) => void;
};

/**
 * Reads all pairs once, then looks again every `intervalMs`. Files are compared by content: editors, mounts and
 * renewals by symbolic link all look alike that way. Rejects when the first reading fails.
 */
export async function watchCertificates(options: CertificateWatchOptions): Promise<CertificateWatch> {
  let current = await readIdentities(options.files);
  let told = '';
  const look = async () => {
    try {
      const next = await readIdentities(options.files);
      told = '';
      if (same(current, next)) return;
      current = next;
      options.onChange(next);
    } catch (error) {
      const problem = error as Error;
      if (problem.message !== told) options.onProblem(problem);
      told = problem.message;
    }
  };
  const timer = setInterval(look, options.intervalMs);
  timer.unref();
  return {
    identities: () => current,
    notAfterMs: () =>
      Math.min(...current.map((each) => new X509Certificate(each.certificate).validToDate.getTime())),
    close: () => clearInterval(timer),
  };
}

async function readIdentities(files: readonly CertificateFiles[]): Promise<readonly TlsIdentity[]> {
  return Promise.all(files.map(readIdentity));
}

/** A renewal writes two files one after the other; a pair that does not fit yet is an error, read again later. */
async function readIdentity(files: CertificateFiles): Promise<TlsIdentity> {
  const [certificate, key] = await Promise.all([
    readFile(files.certificateFile, 'utf8'),
    readFile(files.keyFile, 'utf8'),
  ]);
  try {
    if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) {
      throw new Error('the key belongs to another certificate');
    }
  } catch (cause) {
    const why = (cause as Error).message;
    throw new Error(`${files.certificateFile} and ${files.keyFile} cannot be used: ${why}`, { cause });
  }
  return { serverName: files.serverName, key, certificate };
}

function same(left: readonly TlsIdentity[], right: readonly TlsIdentity[]): boolean {
  return left.every(
    (each, index) => each.key === right[index]?.key && each.certificate === right[index]?.certificate,
  );
}
