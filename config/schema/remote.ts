// How the CRM servers are reached by SSH, to run commands on them. Without it a person does what has to be done there.

import { flag, orNull, section, text, whole } from './builders.ts';

export const remote = section('How commands are run on the CRM servers, by SSH', {
  user: text('User to log on as; services and IIS want administrator rights', {
    format: 'ssh-user',
    examples: ['fairlead', 'EXAMPLE\\fairlead'],
  }),
  port: whole('TCP port of the SSH servers', { default: 22, minimum: 1, maximum: 65_535 }),
  keyFile: orNull(
    text('File with the private key, in the form of OpenSSH or PEM', { format: 'file' }),
    'the agent has the key',
  ),
  passphraseEnv: orNull(
    text('Environment variable with the pass phrase of the key file', { format: 'name' }),
    'the key file has none',
  ),
  agent: orNull(
    text(
      'Where an SSH agent listens: a socket, a pipe such as \\\\.\\pipe\\openssh-ssh-agent, `pageant`, or `environment` for what SSH_AUTH_SOCK says',
    ),
    'no agent is asked',
  ),
  knownHostsFile: text(
    "File with the servers' host keys, as OpenSSH writes it; a server whose key is not in it is refused",
    { default: './known_hosts', format: 'file' },
  ),
  connectTimeoutMs: whole('Longest wait for a connection, log-on included', {
    default: 15_000,
    minimum: 500,
    maximum: 120_000,
    unit: 'milliseconds',
  }),
  runTimeoutMs: whole('No command runs longer than this; most have a shorter limit of their own', {
    default: 7_200_000,
    minimum: 1_000,
    maximum: 86_400_000,
    unit: 'milliseconds',
  }),
  idleTimeoutMs: whole('A connection that nothing ran on for this long is closed', {
    default: 60_000,
    minimum: 1_000,
    maximum: 3_600_000,
    unit: 'milliseconds',
  }),
  concurrency: whole('Most commands at once, over all servers', { default: 4, minimum: 1, maximum: 64 }),
  concurrencyPerServer: whole('Most commands at once on one server', {
    default: 2,
    minimum: 1,
    maximum: 8,
  }),
  maxOutputBytes: whole('Of what a command writes, this much is kept: the beginning and the end', {
    default: 4_194_304,
    minimum: 4_096,
    maximum: 67_108_864,
    unit: 'bytes',
  }),
});

export const serverRemote = section('How SSH reaches this server, where it differs', {
  enabled: flag('Use SSH; false leaves what has to be done on this server to a person', { default: true }),
  host: orNull(text('Name or address of its SSH server', { format: 'host' }), 'the host of its origin'),
  port: orNull(whole('Its TCP port', { minimum: 1, maximum: 65_535 }), 'remote.port'),
  user: orNull(text('User to log on as', { format: 'ssh-user' }), 'remote.user'),
});
