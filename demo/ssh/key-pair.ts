// SSH keys made anew at every start. Nothing here is meant for production.

import ssh2 from 'ssh2';

/** Both in the form of OpenSSH. */
export type SshKeyPair = { readonly private: string; readonly public: string };

/** One try in 128 or so is a key that the library itself cannot read (its issue 1513), so it is read before it is used. */
const tries = 20;

export function createSshKeyPair(): SshKeyPair {
  for (let at = 0; at < tries; at += 1) {
    const { private: secret, public: open } = ssh2.utils.generateKeyPairSync('ed25519');
    const readable = [secret, open].every((text) => !(ssh2.utils.parseKey(text) instanceof Error));
    if (readable) return { private: secret, public: open };
  }
  throw new Error(`the SSH library made ${tries} keys that it cannot read`);
}
