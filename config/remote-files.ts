// Looks at the files and variables that SSH needs, so that a wrong one is told by `check` and not in the middle of a
// run. Keeps nothing: whoever connects reads them again. Nothing of a key or a pass phrase is told.

import { createRequire } from 'node:module';
import type { Finding, Path } from './errors.ts';
import { unreadable, type World } from './references.ts';
import type { Configuration } from './schema.ts';

type Remote = NonNullable<Configuration['remote']>;

/** Faults of key file, pass phrase, agent and known_hosts; paths in the configuration are absolute by now. */
export function findRemoteFaults({ remote }: Configuration, world: World): Finding[] {
  if (remote === null) return [];
  return [...keyFaults(remote, world), ...agentFaults(remote, world), ...knownHostsFaults(remote, world)];
}

function keyFaults({ keyFile, passphraseEnv }: Remote, world: World): Finding[] {
  if (keyFile === null) return [];
  const path = ['remote', 'keyFile'];
  const passphrase = passphraseEnv === null ? undefined : world.environment[passphraseEnv];
  if (passphraseEnv !== null && passphrase === undefined) {
    const message = `the environment variable ${passphraseEnv} is not set`;
    const mend = `set ${passphraseEnv} for the service that runs Fairlead`;
    return [fault(['remote', 'passphraseEnv'], message, mend)];
  }
  let text: string;
  try {
    text = world.readFile(keyFile);
  } catch (error) {
    return [fault(path, `the file ${keyFile} ${unreadable(error)}`, null)];
  }
  const key = parseKey(text, passphrase);
  if (key instanceof Error) return [unusableKey(keyFile, key, passphrase !== undefined)];
  const parsed = Array.isArray(key) ? key[0] : key;
  if (parsed?.isPrivateKey()) return [];
  const mend = 'give the private key, the file without .pub';
  return [fault(path, `the file ${keyFile} holds a public key`, mend)];
}

/** The library takes its time to load, and only those who use SSH shall wait for it. */
function parseKey(text: string, passphrase: string | undefined) {
  const { utils } = createRequire(import.meta.url)('ssh2') as typeof import('ssh2');
  return utils.parseKey(text, passphrase);
}

/** The library tells by its message alone whether it was the pass phrase. */
function unusableKey(file: string, { message }: Error, withPassphrase: boolean): Finding {
  const path = ['remote', 'keyFile'];
  if (!/passphrase|encrypted|decrypt|integrity/i.test(message)) {
    const mend = 'give a private key in the form of OpenSSH or PEM, such as ssh-keygen -t ed25519 makes';
    return fault(path, `the file ${file} holds no private key that can be used`, mend);
  }
  return withPassphrase
    ? fault(['remote', 'passphraseEnv'], `does not hold the pass phrase of ${file}`, null)
    : fault(path, `the file ${file} is protected by a pass phrase`, 'name its variable in passphraseEnv');
}

function agentFaults({ agent }: Remote, world: World): Finding[] {
  if (agent !== 'environment' || world.environment.SSH_AUTH_SOCK) return [];
  const mend = 'start an agent for the service that runs Fairlead, or name its socket or pipe here';
  return [fault(['remote', 'agent'], 'the environment variable SSH_AUTH_SOCK is not set', mend)];
}

function knownHostsFaults({ knownHostsFile: file }: Remote, world: World): Finding[] {
  try {
    world.readFile(file);
    return [];
  } catch (error) {
    const mend = 'make it: ssh-keyscan SERVER, each key compared with the one on the server itself';
    return [fault(['remote', 'knownHostsFile'], `the file ${file} ${unreadable(error)}`, mend)];
  }
}

const fault = (path: Path, message: string, suggestion: string | null): Finding => ({
  severity: 'fault',
  code: 'CFG_REMOTE',
  path,
  at: 'value',
  message,
  allowed: null,
  suggestion,
});
