// Addresses and networks; the parser of the platform is the oracle.

import { isIP } from 'node:net';
import t from 'tap';
import {
  isIpv4,
  isIpv6,
  isLoopback,
  networkOfPattern,
  networkProblem,
} from '../../../config/rules/addresses.ts';

t.test('addresses are those the platform takes', (t) => {
  const texts = [
    ...[
      '1.2.3.4',
      '0.0.0.0',
      '255.255.255.255',
      '256.1.1.1',
      '01.2.3.4',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.',
      'a.b.c.d',
      '',
    ],
    ...[
      '::',
      '::1',
      '1::',
      'fe80::1%11',
      'fe80::1%',
      'fe80::1%a%b',
      '1:2:3:4:5:6:7:8',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
    ],
    ...[
      '1:2:3:4:5:6:7::',
      '::2:3:4:5:6:7:8',
      '1::2::3',
      ':::',
      ':',
      '1:',
      ':1',
      '12345::',
      'g::',
      '[::1]',
      '2001:db8::A',
    ],
    ...[
      '::ffff:1.2.3.4',
      '::ffff:1.2.3',
      '1.2.3.4::',
      '1:2:3:4:5:6:1.2.3.4',
      '1:2:3:4:5:6:7:1.2.3.4',
      '64:ff9b::256.1.1.1',
    ],
  ];
  for (const text of texts) {
    t.equal(isIpv4(text), isIP(text) === 4, `IPv4 ${text}`);
    t.equal(isIpv6(text), isIP(text) === 6, `IPv6 ${text}`);
  }
  t.end();
});

t.test('networks', (t) => {
  const rows: readonly (readonly [text: string, problem: string | undefined])[] = [
    ['10.0.0.1', undefined],
    ['10.0.0.0/8', undefined],
    ['10.0.0.0/32', undefined],
    ['2001:db8::/128', undefined],
    ['::/0', undefined],
    ['10.0.0.0/33', 'has no length of 0 to 32 after the slash'],
    ['10.0.0.0/', 'has no length of 0 to 32 after the slash'],
    ['10.0.0.0/8/8', 'has no length of 0 to 32 after the slash'],
    ['::/129', 'has no length of 0 to 128 after the slash'],
    ['10.0.0.0/-1', 'has no length of 0 to 32 after the slash'],
    ['crm.example.com', 'is no IP address'],
    ['/8', 'is no IP address'],
    ['', 'is no IP address'],
  ];
  for (const [text, problem] of rows) t.equal(networkProblem(text), problem, text);
  t.end();
});

t.test('patterns as the CRM takes them', (t) => {
  const rows: readonly (readonly [text: string, network: string | undefined])[] = [
    ['10.*', '10.0.0.0/8'],
    ['10.1.*', '10.1.0.0/16'],
    ['10.1.*.*', '10.1.0.0/16'],
    ['10.1.2.*', '10.1.2.0/24'],
    ['10.1.2.3.*', undefined],
    ['300.*', undefined],
    ['*', undefined],
    ['10.1', undefined],
  ];
  for (const [text, network] of rows) t.equal(networkOfPattern(text), network, text);
  t.end();
});

t.test('loopback', (t) => {
  t.same(
    ['127.0.0.1', '127.9.9.9', '::1', 'LocalHost', '128.0.0.1', '0.0.0.0', '127.example.com'].map(isLoopback),
    [...[true, true, true, true], ...[false, false, false]],
  );
  t.end();
});
