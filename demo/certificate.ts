// Self-signed certificates for the simulated servers, made anew at every start. Nothing here is meant for
// production, and no key is ever written to disk.

import { generate } from 'selfsigned';

/** Key and certificate in PEM. The certificate is its own authority: trust it by giving it as `ca`. */
export type Certificate = { readonly key: string; readonly certificate: string };

/**
 * A certificate for a server of the demo: the given names (short and fully qualified, F1) beside `localhost`,
 * `127.0.0.1` and `::1`. The first name is the subject. Valid for thirty days from `nowMs`.
 */
export async function createCertificate(names: readonly string[], nowMs: number): Promise<Certificate> {
  const all = [...new Set([...names.map((name) => name.toLowerCase()), 'localhost'])];
  const made = await generate([{ name: 'commonName', value: all[0] ?? 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - 60_000),
    notAfterDate: new Date(nowMs + 30 * 24 * 3_600_000),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...all.map((value) => ({ type: 2 as const, value })),
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { key: made.private, certificate: made.cert };
}
