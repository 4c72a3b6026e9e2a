import { BlockList, isIP } from 'node:net';
import t from 'tap';
import { isListed, parseAddress, parseRange, plainAddress } from '../../../balancer/rules/addresses.ts';
import { createRandom } from '../support/random.ts';

function listed(address: string, range: string): boolean {
  const bytes = parseAddress(address);
  const parsed = parseRange(range);
  return bytes !== undefined && parsed !== undefined && isListed(bytes, [parsed]);
}

t.test('which address lies in which range', (t) => {
  const rows: readonly [string, string, boolean][] = [
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.4', '10.1.2.3', false],
    ['10.1.2.130', '10.1.2.128/25', true],
    ['10.1.2.127', '10.1.2.128/25', false],
    ['1.2.3.4', '0.0.0.0/0', true],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['::FFFF:10.1.2.3', '::ffff:10.0.0.0/104', true],
    ['10.1.2.3', '::ffff:0:0/96', true],
    ['::1', '::1', true],
    ['::1', '0.0.0.0/0', false],
    ['fe80::1%eth0', 'fe80::/10', true],
    ['fec0::1', 'fe80::/10', false],
    ['2001:db8:0:1::1', '2001:db8::/32', true],
    ['nonsense', '0.0.0.0/0', false],
  ];
  for (const [address, range, inside] of rows)
    t.equal(listed(address, range), inside, `${address} in ${range}`);
  t.end();
});

t.test('what is no range is refused', (t) => {
  const wrong = [
    '',
    '10',
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '010.0.0.1',
    '256.0.0.1',
    '::/129',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'g::',
    '::1.2.3',
    '12345::',
    'localhost',
    '::ffff:10.0.0.0/8',
  ];
  for (const text of wrong) t.equal(parseRange(text), undefined, text);
  t.end();
});

t.test("agrees with Node's own list on random addresses and ranges", (t) => {
  const random = createRandom(7);
  const four = () => Array.from({ length: 4 }, () => random.below(4)).join('.');
  const six = () => {
    const groups = Array.from({ length: 8 }, () => random.below(3).toString(16));
    return random.chance(0.3)
      ? groups.join(':')
      : `${groups.slice(0, 2).join(':')}::${groups.slice(5).join(':')}`;
  };
  let inside = 0;
  for (let index = 0; index < 5000; index++) {
    const family = random.chance(0.5) ? 'ipv4' : 'ipv6';
    const [address, base] = family === 'ipv4' ? [four(), four()] : [six(), six()];
    const bits = random.below(family === 'ipv4' ? 33 : 129);
    const list = new BlockList();
    list.addSubnet(base, bits, family);
    const expected = list.check(address, family);
    if (expected) inside += 1;
    if (listed(address, `${base}/${bits}`) !== expected) t.fail(`${address} in ${base}/${bits}`);
    if ((parseAddress(address) !== undefined) !== isIP(address) > 0) t.fail(address);
  }
  t.ok(inside > 100, `${inside} of them inside`);
  t.end();
});

t.test('an address for a field is plain', (t) => {
  t.equal(plainAddress('::ffff:10.0.0.1'), '10.0.0.1');
  t.equal(plainAddress('fe80::1%eth0'), 'fe80::1');
  t.equal(plainAddress('10.0.0.1'), '10.0.0.1');
  t.end();
});
