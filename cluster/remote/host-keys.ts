// The pinned host keys of one server, from the known_hosts file. Read anew for every connection, so that a line that
// a person added holds at once.

import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { RemoteError } from './errors.ts';
import { hostKeyFailure } from './rules/host-key-failure.ts';
import { keyAlgorithms } from './rules/key-algorithms.ts';
import { hostLabel, judgeHostKey, knownKeyTypes, parseKnownHosts } from './rules/known-hosts.ts';
import type { RemoteAccess } from './settings.ts';

export type HostKeys = {
  /** Asked of the server in this order: those that are pinned first. */
  readonly algorithms: readonly string[];
  /** Undefined for a pinned key, else why it is refused. `blob` is the key as SSH sends it. */
  judge(blob: Buffer): RemoteError | undefined;
};

/** Rejects with a `RemoteError` where the file cannot be read: then no server can be trusted. */
export async function readHostKeys(server: string, access: RemoteAccess): Promise<HostKeys> {
  const { knownHostsFile, host, port } = access;
  const text = await readFile(knownHostsFile, 'utf8').catch((cause: unknown) => {
    const mend = 'Make it, with the host keys of the servers: see remote.knownHostsFile.';
    const told = `The file ${knownHostsFile} with the servers' host keys cannot be read.`;
    throw new RemoteError({ code: 'CLU_REMOTE_KEY', text: told, mend }, { cause });
  });
  const known = parseKnownHosts(text);
  const label = hostLabel(host, port);
  return {
    algorithms: keyAlgorithms(knownKeyTypes(known, label, hashHost)),
    judge(blob) {
      const shown = { keyType: keyTypeOf(blob), key: blob.toString('base64') };
      const failure = hostKeyFailure(judgeHostKey(known, label, shown, hashHost), {
        server,
        label,
        shown,
        fingerprint: fingerprintOf(blob),
        knownHostsFile,
      });
      return failure && new RemoteError(failure);
    },
  };
}

/** As `ssh-keygen -l` shows it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** The first field of a key as SSH sends it (RFC 4253 section 6.6). */
function keyTypeOf(blob: Buffer): string {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  return blob.subarray(4, 4 + Math.min(length, 64)).toString('latin1');
}

function hashHost(saltBase64: string, text: string): string {
  return createHmac('sha1', Buffer.from(saltBase64, 'base64')).update(text).digest('base64');
}
