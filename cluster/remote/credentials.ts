// What we log on with: a key file with its pass phrase, an agent, or both. Read anew for every connection, so that a
// renewed key needs no restart. Keeps nothing, and tells nothing of what it read.

import { readFile } from 'node:fs/promises';
import ssh2 from 'ssh2';
import { RemoteError } from './errors.ts';
import type { RemoteAccess } from './settings.ts';

export type Credentials = {
  readonly privateKey?: string;
  readonly passphrase?: string;
  readonly agent?: string;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Rejects with a `RemoteError` where the key cannot be used or there is no agent. */
export async function readCredentials(access: RemoteAccess, environment: Environment): Promise<Credentials> {
  return { ...(await readKey(access, environment)), ...findAgent(access, environment) };
}

async function readKey(
  { keyFile, passphraseEnv }: RemoteAccess,
  environment: Environment,
): Promise<Pick<Credentials, 'privateKey' | 'passphrase'>> {
  if (keyFile === undefined) return {};
  const passphrase = passphraseEnv === undefined ? undefined : environment[passphraseEnv];
  if (passphraseEnv !== undefined && passphrase === undefined) {
    throw unusable(
      `The environment variable ${passphraseEnv} with the pass phrase of ${keyFile} is not set.`,
      `Set ${passphraseEnv} for the service that runs Fairlead.`,
    );
  }
  const mend = 'See remote.keyFile and remote.passphraseEnv; `fairlead check` tells what is wrong with them.';
  const privateKey = await readFile(keyFile, 'utf8').catch((cause: unknown) => {
    throw unusable(`The key file ${keyFile} cannot be read.`, mend, cause);
  });
  if (ssh2.utils.parseKey(privateKey, passphrase) instanceof Error) {
    throw unusable(`The key file ${keyFile} holds no key that can be used with the given pass phrase.`, mend);
  }
  return { privateKey, ...(passphrase !== undefined && { passphrase }) };
}

function findAgent({ agent }: RemoteAccess, environment: Environment): Pick<Credentials, 'agent'> {
  if (agent === undefined) return {};
  if (agent !== 'environment') return { agent };
  const socket = environment.SSH_AUTH_SOCK;
  if (socket) return { agent: socket };
  throw unusable(
    'remote.agent is `environment`, but the environment variable SSH_AUTH_SOCK is not set.',
    'Start an agent for the service that runs Fairlead, or name its socket or pipe.',
  );
}

function unusable(text: string, mend: string, cause?: unknown): RemoteError {
  return new RemoteError({ code: 'CLU_REMOTE_KEY', text, mend }, { cause });
}
