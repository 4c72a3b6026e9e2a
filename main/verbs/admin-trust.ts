// How this process asks an admin listener that speaks TLS: what it trusts for it, and under which name it asks.

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** PEM files beside the system's authorities: whoever may read the configuration may trust what it names. */
export function trustFiles(files: readonly string[]): void {
  const authorities = files.flatMap((file) => readCertificate(file)?.text ?? []);
  setDefaultCACertificates([...getCACertificates('default'), ...authorities]);
}

/** `host` where the certificate is for it; else this machine or the first name it is for. */
export function nameInCertificate(file: string, host: string): string {
  const certificate = readCertificate(file)?.certificate;
  if (certificate === undefined) return host;
  const known = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  if (known !== undefined) return host;
  if (host === '127.0.0.1' && certificate.checkHost('localhost') !== undefined) return 'localhost';
  return /DNS:([^,*\s]+)/.exec(certificate.subjectAltName ?? '')?.[1] ?? host;
}

/** Undefined where it cannot be read: then asking the listener says what is wrong. */
function readCertificate(file: string) {
  try {
    const text = readFileSync(file, 'utf8');
    return { text, certificate: new X509Certificate(text) };
  } catch {
    return undefined;
  }
}
