// known_hosts: which key is trusted for which server. The hashed names are what ssh-keygen -H writes.

import { createHmac } from 'node:crypto';
import t from 'tap';
import { hostKeyFailure } from '../../../../cluster/remote/rules/host-key-failure.ts';
import {
  hostLabel,
  judgeHostKey,
  knownKeyTypes,
  parseKnownHosts,
} from '../../../../cluster/remote/rules/known-hosts.ts';

const hash = (salt: string, text: string) =>
  createHmac('sha1', Buffer.from(salt, 'base64')).update(text).digest('base64');
const salt = Buffer.from('twenty bytes of salt').toString('base64');

const file = parseKnownHosts(`# a comment
crmweb1,10.0.0.1 ssh-ed25519 AAAA1 a comment
[crmweb2]:2222 ssh-ed25519 AAAA2
*.example.com,!bad.example.com ecdsa-sha2-nistp256 AAAA3
|1|${salt}|${hash(salt, 'hidden')} ssh-rsa AAAA4
@revoked * ssh-ed25519 AAAA9
@cert-authority * ssh-ed25519 AAAA8
crmweb1 ssh-rsa AAAA5

this line
@strange x ssh-rsa AAAA
web? ssh-ed25519 AAAA6
`);

t.test('what is no entry is told by its line', (t) => {
  t.same(file.badLines, [10, 11]);
  t.same(parseKnownHosts('').entries, []);
  t.end();
});

t.test('a key is judged by the lines that speak of the server', (t) => {
  const rows: readonly (readonly [label: string, keyType: string, key: string, verdict: string])[] = [
    ['crmweb1', 'ssh-ed25519', 'AAAA1', 'trusted 2'],
    ['10.0.0.1', 'ssh-ed25519', 'AAAA1', 'trusted 2'],
    ['crmweb1', 'ssh-rsa', 'AAAA5', 'trusted 8'],
    ['crmweb1', 'ssh-ed25519', 'AAAA2', 'changed 2'],
    ['crmweb1', 'ecdsa-sha2-nistp256', 'AAAA2', 'unknown ssh-ed25519,ssh-rsa'],
    ['crmweb1', 'ssh-ed25519', 'AAAA9', 'revoked 6'],
    ['crmweb1', 'ssh-ed25519', 'AAAA8', 'changed 2'],
    ['crmweb2', 'ssh-ed25519', 'AAAA2', 'unknown '],
    ['[crmweb2]:2222', 'ssh-ed25519', 'AAAA2', 'trusted 3'],
    ['a.example.com', 'ecdsa-sha2-nistp256', 'AAAA3', 'trusted 4'],
    ['bad.example.com', 'ecdsa-sha2-nistp256', 'AAAA3', 'unknown '],
    ['axexample.com', 'ecdsa-sha2-nistp256', 'AAAA3', 'unknown '],
    ['hidden', 'ssh-rsa', 'AAAA4', 'trusted 5'],
    ['hidden2', 'ssh-rsa', 'AAAA4', 'unknown '],
    ['web1', 'ssh-ed25519', 'AAAA6', 'trusted 12'],
    ['web12', 'ssh-ed25519', 'AAAA6', 'unknown '],
  ];
  for (const [label, keyType, key, expected] of rows) {
    const judged = judgeHostKey(file, label, { keyType, key }, hash);
    const told = judged.verdict === 'unknown' ? judged.otherTypes.join() : judged.line;
    t.equal(`${judged.verdict} ${told}`, expected, `${label} ${keyType} ${key}`);
  }
  t.same(knownKeyTypes(file, 'crmweb1', hash), ['ssh-ed25519', 'ssh-rsa']);
  t.end();
});

t.test('a port other than 22 is part of the name', (t) => {
  t.equal(hostLabel('CRMWEB1', 22), 'crmweb1');
  t.equal(hostLabel('CRMWEB1', 2222), '[crmweb1]:2222');
  t.end();
});

t.test('a refused key is told with the line to add and the way to make sure', (t) => {
  const facts = {
    server: 'CRMWEB1',
    label: '[10.0.0.1]:2222',
    shown: { keyType: 'ecdsa-sha2-nistp256', key: 'AAAA' },
    fingerprint: 'SHA256:abc',
    knownHostsFile: 'known_hosts',
  };
  t.equal(hostKeyFailure({ verdict: 'trusted', line: 1 }, facts), undefined);
  const unknown = hostKeyFailure({ verdict: 'unknown', otherTypes: [] }, facts);
  t.match(unknown?.mend, 'add this line to known_hosts: [10.0.0.1]:2222 ecdsa-sha2-nistp256 AAAA');
  t.match(unknown?.mend, 'ssh-keygen -lf C:\\ProgramData\\ssh\\ssh_host_ecdsa_key.pub');
  t.match(
    hostKeyFailure({ verdict: 'changed', line: 3 }, facts)?.text,
    'line 3 of known_hosts pins another one',
  );
  t.match(hostKeyFailure({ verdict: 'revoked', line: 3 }, facts)?.text, 'revoked');
  t.end();
});
