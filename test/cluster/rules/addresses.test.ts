import t from 'tap';
import { matchesAddress, parseAddresses } from '../../../cluster/rules/addresses.ts';

t.test('addresses keep their zone and their wildcards apart', async (t) => {
  t.same(parseAddresses('fe80::e1ec:422d:84b3:be0%11;10.1.*;10.1.2.3;;crm01;'), [
    { text: 'fe80::e1ec:422d:84b3:be0%11', kind: 'ipv6', zone: '11', wildcard: false },
    { text: '10.1.*', kind: 'ipv4', zone: undefined, wildcard: true },
    { text: '10.1.2.3', kind: 'ipv4', zone: undefined, wildcard: false },
    { text: '', kind: 'none', zone: undefined, wildcard: false },
    { text: 'crm01', kind: 'none', zone: undefined, wildcard: false },
  ]);
});

t.test('what only looks like an address is none', async (t) => {
  for (const text of ['10.1.2', '10.1.2.300', '1.2.3.4.5', 'a:b', 'crm01.example.com', '7.2b', '1']) {
    t.equal(parseAddresses(text)[0]?.kind, 'none', text);
  }
  for (const text of ['127.0.0.*', '*.*.*.*', '10.*', '::1', 'fe80::*', '[fe80::1]']) {
    t.not(parseAddresses(text)[0]?.kind, 'none', text);
  }
});

t.test(
  'an entry stands for an address by wildcard and however IPv6 is written; a zone is not compared',
  async (t) => {
    const table: [entry: string, address: string, boolean][] = [
      ['10.1.2.3', '10.1.2.3', true],
      ['10.1.2.3', '10.1.2.30', false],
      ['10.1.*', '10.1.200.7', true],
      ['10.1.*', '10.2.0.1', false],
      ['10.*.2.3', '10.9.2.3', true],
      ['10.*.2.3', '10.9.2.4', false],
      ['fe80::1%11', 'fe80:0:0::1', true],
      ['fe80::1%11', 'fe80::1%3', true],
      ['FE80::0001', 'fe80::1', true],
      ['fe80::1', 'fe80::2', false],
      ['[::1]', '::1', true],
      ['10.1.2.3', '::1', false],
      ['crm01', '10.1.2.3', false],
    ];
    for (const [entry, address, wanted] of table) {
      const [pattern] = parseAddresses(entry);
      t.equal(pattern && matchesAddress(pattern, address), wanted, `${entry} for ${address}`);
    }
  },
);
