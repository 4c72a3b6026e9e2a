// The section `remote`: SSH to the servers, its files and variables, and what single servers say of it.

import { generateKeyPairSync } from 'node:crypto';
import { resolve } from 'node:path';
import ssh2 from 'ssh2';
import t from 'tap';
import { createSshKeyPair } from '../../demo/ssh/key-pair.ts';
import { type Files, faultsOf, goodConfiguration, least, short, worldOf } from './fixture.ts';

const plain = createSshKeyPair();
const locked = ssh2.utils.generateKeyPairSync('ecdsa', {
  bits: 256,
  cipher: 'aes256-cbc',
  passphrase: 'hunter2',
  rounds: 4,
});
const { privateKey: lockedPem } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2' },
});

const files: Files = {
  [resolve('known_hosts')]: '',
  [resolve('plain')]: plain.private,
  [resolve('plain.pub')]: plain.public,
  [resolve('locked')]: locked.private,
  [resolve('locked.pem')]: lockedPem,
  [resolve('nonsense')]: 'no key',
};
const environment = { PASS: 'hunter2', WRONG: 'hunter3' };

const check = (section: string, rest = '') =>
  short(faultsOf(`${least}remote: { ${section} }\n${rest}`, worldOf(files, environment)));

t.test('without the section there is no SSH', (t) => {
  t.equal(goodConfiguration(least).remote, null);
  t.end();
});

t.test('what is good is taken', (t) => {
  for (const section of [
    'user: fairlead, keyFile: plain',
    'user: "EXAMPLE\\\\fairlead", keyFile: locked, passphraseEnv: PASS',
    'user: fairlead@example.com, keyFile: locked.pem, passphraseEnv: PASS',
    'user: fairlead, agent: pageant',
  ]) {
    t.same(check(section), [], section);
  }
  const made = goodConfiguration(`${least}remote: { user: fairlead, keyFile: plain }\n`, worldOf(files));
  t.equal(made.remote?.knownHostsFile, resolve('known_hosts'));
  t.equal(made.remote?.port, 22);
  t.end();
});

t.test('what is wrong is told with its path, before anybody connects', (t) => {
  const at = (name: string) => `the file ${resolve(name)}`;
  const rows: readonly (readonly [section: string, faults: readonly (string | RegExp)[]])[] = [
    ['user: a', [/remote: has neither keyFile nor agent/]],
    ['user: " a", agent: pageant', [/remote\.user: .*is no user name/]],
    ['user: a, keyFile: plain, port: 70000', [/remote\.port/]],
    ['user: a, keyFile: missing', [`remote.keyFile: ${at('missing')} does not exist`]],
    [
      'user: a, keyFile: nonsense',
      [`remote.keyFile: ${at('nonsense')} holds no private key that can be used`],
    ],
    ['user: a, keyFile: plain.pub', [`remote.keyFile: ${at('plain.pub')} holds a public key`]],
    ['user: a, keyFile: locked', [`remote.keyFile: ${at('locked')} is protected by a pass phrase`]],
    ['user: a, keyFile: locked.pem', [`remote.keyFile: ${at('locked.pem')} is protected by a pass phrase`]],
    [
      'user: a, keyFile: locked, passphraseEnv: WRONG',
      [`remote.passphraseEnv: does not hold the pass phrase of ${at('locked')}`.replace('the file ', '')],
    ],
    ['user: a, keyFile: plain, passphraseEnv: NONE', [/remote\.passphraseEnv: .*NONE is not set/]],
    ['user: a, agent: pageant, passphraseEnv: PASS', [/remote\.passphraseEnv: is the pass phrase of no key/]],
    ['user: a, agent: environment', [/remote\.agent: .*SSH_AUTH_SOCK is not set/]],
    [
      'user: a, keyFile: plain, knownHostsFile: gone',
      [`remote.knownHostsFile: ${at('gone')} does not exist`],
    ],
    ['user: a, keyFile: plain, concurrencyPerServer: 5', [/remote\.concurrencyPerServer: is more than/]],
    ['user: a, keyFile: missing, knownHostsFile: gone', [/remote\.keyFile/, /remote\.knownHostsFile/]],
  ];
  for (const [section, expected] of rows) {
    const faults = check(section);
    t.equal(faults.length, expected.length, `${section}: ${faults.join(' | ')}`);
    for (const [index, each] of expected.entries()) t.match(faults[index], each, section);
  }
  t.notMatch(JSON.stringify(check('user: a, keyFile: locked, passphraseEnv: WRONG')), 'hunter');
  t.end();
});

t.test('a server may have its own host, port and user, or no SSH', (t) => {
  const rest =
    'servers: { A: { remote: { host: a.example.com, port: 2222 } }, B: { remote: { enabled: false } } }\n';
  const made = goodConfiguration(
    `${least}remote: { user: fairlead, keyFile: plain }\n${rest}`,
    worldOf(files),
  );
  t.same(made.servers.A?.remote, { enabled: true, host: 'a.example.com', port: 2222, user: null });
  t.same(made.servers.B?.remote, { enabled: false, host: null, port: null, user: null });
  const alone = short(faultsOf(`${least}${rest}`));
  t.equal(alone.length, 1);
  t.match(alone[0], 'servers.A.remote: says nothing: there is no section remote');
  t.end();
});
