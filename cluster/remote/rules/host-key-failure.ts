// Puts a refused host key into words: what was shown, the exact line to add, and how a person makes sure of it.

import type { RemoteFailure } from '../errors.ts';
import type { HostKeyVerdict, ShownKey } from './known-hosts.ts';

export type HostKeyFacts = {
  readonly server: string;
  /** As the file names it. */
  readonly label: string;
  readonly shown: ShownKey;
  /** `SHA256:...` as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  readonly knownHostsFile: string;
};

/** Undefined for a key that is trusted. */
export function hostKeyFailure(verdict: HostKeyVerdict, facts: HostKeyFacts): RemoteFailure | undefined {
  const { server, label, shown, fingerprint, knownHostsFile: file } = facts;
  const told = (text: string, mend: string) => ({ code: 'CLU_REMOTE_HOST_KEY', text, mend }) as const;
  const key = `${shown.keyType} key ${fingerprint}`;
  const line = `${label} ${shown.keyType} ${shown.key}`;
  switch (verdict.verdict) {
    case 'trusted':
      return undefined;
    case 'revoked':
      return told(
        `${server} (${label}) showed the ${key}, which line ${verdict.line} of ${file} marks as revoked.`,
        `Give the server a new host key; somebody who holds the old one may stand in for it.`,
      );
    case 'changed':
      return told(
        `${server} (${label}) showed the ${key}, but line ${verdict.line} of ${file} pins another one: the server was set up anew, or something else answers in its place.`,
        `Find out why. Only if ${howToVerify(shown.keyType)} shows ${fingerprint} on the server itself, replace line ${verdict.line} of ${file} by: ${line}`,
      );
    case 'unknown':
      return told(
        `${server} (${label}) showed the ${key}, which ${file} does not know${others(verdict.otherTypes)}.`,
        `If ${howToVerify(shown.keyType)} shows ${fingerprint} on the server itself, add this line to ${file}: ${line}`,
      );
  }
}

function others(types: readonly string[]): string {
  return types.length === 0 ? '' : ` (it has a key of type ${types.join(', ')})`;
}

/** Where Windows keeps what its OpenSSH server shows. */
function howToVerify(keyType: string): string {
  const kind = keyType.replace(/^ssh-/, '').replace(/^ecdsa-.*/, 'ecdsa');
  return `ssh-keygen -lf C:\\ProgramData\\ssh\\ssh_host_${kind}_key.pub`;
}
