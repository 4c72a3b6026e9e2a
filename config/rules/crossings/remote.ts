// What is wrong between settings of SSH, and between them and those of single servers.

import type { Finding, Path } from '../../errors.ts';
import type { Configuration } from '../../schema.ts';
import { clash, risk, type Written } from './crossing.ts';

type Remote = NonNullable<Configuration['remote']>;

export function remoteCrossings({ remote, servers }: Configuration, written: Written): Finding[] {
  if (remote === null) return withoutRemote(servers, written);
  return [...noKey(remote), ...passphraseOfNothing(remote), ...shares(remote)];
}

const at = (key: keyof Remote): Path => ['remote', key];

function noKey({ keyFile, agent }: Remote): Finding[] {
  if (keyFile !== null || agent !== null) return [];
  const message = 'has neither keyFile nor agent, so there is nothing to log on with';
  const suggestion = 'write keyFile, or agent: environment';
  return [clash({ path: ['remote'], message, suggestion, with: [at('keyFile'), at('agent')] })];
}

function passphraseOfNothing({ keyFile, passphraseEnv }: Remote): Finding[] {
  if (passphraseEnv === null || keyFile !== null) return [];
  const message = 'is the pass phrase of no key: there is no keyFile';
  return [clash({ path: at('passphraseEnv'), message, suggestion: 'take it out', with: [at('keyFile')] })];
}

function shares({ concurrency, concurrencyPerServer }: Remote): Finding[] {
  if (concurrencyPerServer <= concurrency) return [];
  const message = `is more than concurrency (${concurrency}), which it can never reach`;
  const suggestion = 'change one of the two';
  return [clash({ path: at('concurrencyPerServer'), message, suggestion, with: [at('concurrency')] })];
}

function withoutRemote(servers: Configuration['servers'], written: Written): Finding[] {
  return Object.keys(servers).flatMap((name) => {
    const path = ['servers', name, 'remote'];
    if (!written(path) || servers[name]?.remote.enabled === false) return [];
    const message = 'says nothing: there is no section remote, so nothing uses SSH';
    return [risk({ path, message, suggestion: 'write the section remote', with: [['remote']] })];
  });
}
