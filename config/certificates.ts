// Looks at the certificate, key and authority files a configuration names, so that a wrong one is told at the start
// and not by browsers. Keeps nothing: whoever serves TLS reads the files again.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Finding, Path } from './errors.ts';
import { unreadable, type World } from './references.ts';
import type { Configuration } from './schema.ts';

type Identity = NonNullable<Configuration['listen']['tls']>[number];

const dayMs = 86_400_000;
const soonDays = 14;

/** Faults and warnings of all such files; paths in the configuration are absolute by now. */
export function findCertificateFaults(configuration: Configuration, world: World): Finding[] {
  const { listen, admin, peers, database, traffic } = configuration;
  return [
    ...(listen.tls ?? []).flatMap((identity, index) =>
      identityFaults(identity, ['listen', 'tls', index], world),
    ),
    ...(admin.tls === null
      ? []
      : identityFaults({ ...admin.tls, serverName: null }, ['admin', 'tls'], world)),
    ...Object.entries(peers.others).flatMap(([name, { caFile }]) =>
      authorityFaults(caFile, ['peers', 'others', name, 'caFile'], world),
    ),
    ...authorityFaults(database?.caFile ?? null, ['database', 'caFile'], world),
    ...authorityFaults(traffic.upstreamCaFile, ['traffic', 'upstreamCaFile'], world),
  ];
}

function identityFaults(identity: Identity, path: Path, world: World): Finding[] {
  const certificatePath = [...path, 'certificateFile'];
  const keyPath = [...path, 'keyFile'];
  const certificate = read(identity.certificateFile, certificatePath, world, parseCertificate);
  const key = read(identity.keyFile, keyPath, world, createPrivateKey);
  if (!('value' in certificate)) return [certificate, ...('value' in key ? [] : [key])];
  const found = [
    ...validity(certificate.value, certificatePath, world.nowMs),
    ...wrongName(certificate.value, identity.serverName, [...path, 'serverName']),
  ];
  if (!('value' in key)) return [...found, key];
  if (certificate.value.checkPrivateKey(key.value)) return found;
  const message = 'is the key of another certificate';
  return [...found, fault(keyPath, message, 'give the key the certificate was requested with')];
}

function authorityFaults(file: string | null, path: Path, world: World): Finding[] {
  if (file === null) return [];
  const authority = read(file, path, world, parseCertificate);
  return 'value' in authority ? [] : [authority];
}

function validity(certificate: X509Certificate, path: Path, nowMs: number): Finding[] {
  const days = Math.floor((certificate.validToDate.getTime() - nowMs) / dayMs);
  const renew = 'renew it; a renewed file is taken up without a restart';
  // A warning: an expired certificate must not keep a service from coming back.
  if (days < 0)
    return [warning(path, `the certificate expired on ${dateText(certificate.validToDate)}`, renew)];
  if (certificate.validFromDate.getTime() > nowMs) {
    const message = `the certificate is not valid before ${dateText(certificate.validFromDate)}`;
    return [fault(path, message, "look at the machine's clock, or give the certificate in use now")];
  }
  if (days > soonDays) return [];
  return [warning(path, `the certificate expires on ${dateText(certificate.validToDate)}`, renew)];
}

function warning(path: Path, message: string, mend: string): Finding {
  return { ...fault(path, message, mend), severity: 'warning' };
}

function wrongName(certificate: X509Certificate, serverName: string | null, path: Path): Finding[] {
  if (serverName === null || certificate.checkHost(serverName) !== undefined) return [];
  const message = `the certificate is not made out to ${serverName}`;
  return [fault(path, message, 'give the certificate of that name')];
}

/** What a file holds, or why it cannot be used. Nothing of its text is told. */
function read<Value>(
  file: string,
  path: Path,
  world: World,
  parse: (text: string) => Value,
): { readonly value: Value } | Finding {
  let text: string;
  try {
    text = world.readFile(file);
  } catch (error) {
    return fault(path, `the file ${file} ${unreadable(error)}`, null);
  }
  try {
    return { value: parse(text) };
  } catch {
    return fault(path, `the file ${file} ${unusable(text)}`, mendFor(text));
  }
}

const parseCertificate = (text: string) => new X509Certificate(text);

/** As the PEM label says it (RFC 7468 section 11), or the header of the older form. */
const isEncrypted = (text: string) => /-----BEGIN ENCRYPTED |Proc-Type: 4,ENCRYPTED/.test(text);

function unusable(text: string): string {
  if (isEncrypted(text)) return 'is protected by a pass phrase';
  if (!text.includes('-----BEGIN ')) return 'is not PEM';
  return 'holds nothing of the kind that is wanted here';
}

function mendFor(text: string): string {
  if (isEncrypted(text)) return 'take it off: openssl pkey -in KEY -out NEWKEY';
  if (!text.includes('-----BEGIN ')) return 'turn a .pfx into PEM: openssl pkcs12 -in FILE -out PEM -nodes';
  return 'look whether certificate and key are mixed up';
}

const dateText = (date: Date) => date.toISOString().slice(0, 10);

const fault = (
  path: Path,
  message: string,
  suggestion: string | null,
): Finding & { readonly at: 'value' } => ({
  severity: 'fault',
  code: 'CFG_CERTIFICATE',
  path,
  at: 'value',
  message,
  allowed: null,
  suggestion,
});
