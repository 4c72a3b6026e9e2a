// Certificate, key and authority files, as a configuration names them.

import { generateKeyPairSync } from 'node:crypto';
import { resolve } from 'node:path';
import { generate } from 'selfsigned';
import t from 'tap';
import { type Files, faultsOf, least, nowMs, short, worldOf } from './fixture.ts';

const dayMs = 86_400_000;

async function certificate(name: string, fromMs: number, toMs: number) {
  return generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    notBeforeDate: new Date(fromMs),
    notAfterDate: new Date(toMs),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  });
}

const good = await certificate('crm.example.com', nowMs - dayMs, nowMs + 90 * dayMs);
const other = await certificate('crm.example.com', nowMs - dayMs, nowMs + 90 * dayMs);
const old = await certificate('crm.example.com', nowMs - 90 * dayMs, nowMs - dayMs);
const coming = await certificate('crm.example.com', nowMs + dayMs, nowMs + 90 * dayMs);
const ending = await certificate('crm.example.com', nowMs - 90 * dayMs, nowMs + 3 * dayMs);
const { privateKey: locked } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2' },
});

/** Faults of one certificate and key, as the second line of a file. */
function check(certificateText: string, keyText: string, more = '') {
  const files: Files = { [resolve('c')]: certificateText, [resolve('k')]: keyText };
  const text = `${least}listen: { tls: [{ certificateFile: c, keyFile: k${more} }] }\n`;
  return faultsOf(text, worldOf(files));
}

const certificateAt = '2:36 listen.tls[0].certificateFile';
const keyAt = '2:48 listen.tls[0].keyFile';

t.test('a certificate with its key is good', (t) => {
  t.same(check(good.cert, good.private), []);
  t.same(check(good.cert, good.private, ', serverName: crm.example.com'), []);
  t.end();
});

t.test('what is wrong with a certificate or a key is told with its place', (t) => {
  const file = (name: string) => `the file ${resolve(name)}`;
  const rows: readonly (readonly [name: string, faults: readonly string[], expected: readonly string[]])[] = [
    [
      'key of another',
      short(check(good.cert, other.private)),
      [`${keyAt}: is the key of another certificate`],
    ],
    [
      'expired',
      short(check(old.cert, old.private)),
      [`${certificateAt}: the certificate expired on 2025-12-31`],
    ],
    [
      'not yet',
      short(check(coming.cert, coming.private)),
      [`${certificateAt}: the certificate is not valid before 2026-01-02`],
    ],
    [
      'not PEM',
      short(check('x', 'y')),
      [`${certificateAt}: ${file('c')} is not PEM`, `${keyAt}: ${file('k')} is not PEM`],
    ],
    [
      'mixed up',
      short(check(good.private, good.cert)),
      [
        `${certificateAt}: ${file('c')} holds nothing of the kind that is wanted here`,
        `${keyAt}: ${file('k')} holds nothing of the kind that is wanted here`,
      ],
    ],
    [
      'pass phrase',
      short(check(good.cert, locked)),
      [`${keyAt}: ${file('k')} is protected by a pass phrase`],
    ],
    [
      'other name',
      short(check(good.cert, good.private, ', serverName: b.example.com')),
      ['2:63 listen.tls[0].serverName: the certificate is not made out to b.example.com'],
    ],
  ];
  for (const [name, faults, expected] of rows) t.same(faults, expected, name);
  t.end();
});

t.test('a certificate that ends soon or has ended is a warning: it must not keep a service down', (t) => {
  t.match(check(old.cert, old.private), [
    { severity: 'warning', message: 'the certificate expired on 2025-12-31' },
  ]);
  t.match(check(ending.cert, ending.private), [
    { severity: 'warning', message: 'the certificate expires on 2026-01-04' },
  ]);
  t.end();
});

t.test('files that are not there are told, each of them', (t) => {
  const text = `${least}listen: { tls: [{ certificateFile: c, keyFile: k }] }\ntraffic: { upstreamCaFile: a }\n`;
  t.same(short(faultsOf(text)), [
    `${certificateAt}: the file ${resolve('c')} does not exist`,
    `${keyAt}: the file ${resolve('k')} does not exist`,
    `3:28 traffic.upstreamCaFile: the file ${resolve('a')} does not exist`,
  ]);
  t.end();
});

t.test('two certificates for the same clients are a clash', (t) => {
  const files = { [resolve('c')]: good.cert, [resolve('k')]: good.private };
  const text = `${least}listen:\n  tls:\n    - { certificateFile: c, keyFile: k }\n    - { certificateFile: c, keyFile: k }\n`;
  t.same(short(faultsOf(text, worldOf(files))), [
    '5:7 listen.tls[1]: is a second certificate without serverName',
  ]);
  t.end();
});

t.test('with a certificate the public URL is https', (t) => {
  const files = { [resolve('c')]: good.cert, [resolve('k')]: good.private };
  const text = `${least}listen: { publicUrl: "http://crm.example.com", tls: [{ certificateFile: c, keyFile: k }] }\n`;
  t.same(short(faultsOf(text, worldOf(files))), [
    '2:22 listen.publicUrl: is http, but with listen.tls the listener speaks HTTPS only',
  ]);
  t.end();
});
