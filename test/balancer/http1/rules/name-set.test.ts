import t from 'tap';
import { NameSet } from '../../../../balancer/http1/rules/name-set.ts';
import { parseRequestHead } from '../../../../balancer/http1/rules/request-head.ts';
import { droppedFromOthers } from '../../../../balancer/rules/forwarded.ts';

const settings = {
  limits: { headBytes: 65_536, fieldCount: 200, targetBytes: 1000 },
  client: { address: '10.0.0.1', port: 1, secure: false },
};

/** The names of a head's fields that are in the set. */
function found(names: readonly string[], fields: readonly string[]): string[] {
  const bytes = Buffer.from(`GET / HTTP/1.1\r\n${fields.map((name) => `${name}: x\r\n`).join('')}\r\n`);
  const read = parseRequestHead(bytes, 0, bytes.length, settings);
  if (read.kind !== 'read') throw new Error(`the head is ${read.kind}`);
  const { section } = read.head;
  const set = new NameSet(names);
  return fields.filter((_, index) => set.has(section, index));
}

const longName = 'x'.repeat(80);
for (const { about, names, fields, expected } of [
  { about: 'in whatever case', names: ['x-real-ip'], fields: ['Host', 'X-Real-IP'], expected: ['X-Real-IP'] },
  {
    about: 'not by its length and first letter alone',
    names: ['x-abc'],
    fields: ['Host', 'X-ABD'],
    expected: [],
  },
  { about: 'not in another spelling', names: ['x_abc'], fields: ['Host', 'X-ABC'], expected: [] },
  { about: 'not for a part of it', names: ['x-abc'], fields: ['Host', 'X-ABCD', 'X-AB'], expected: [] },
  {
    about: 'however long',
    names: [longName],
    fields: ['Host', longName, `${longName}x`],
    expected: [longName],
  },
  {
    about: 'that begins with no letter',
    names: ['_a', '1a'],
    fields: ['Host', '_A', '1A'],
    expected: ['_A', '1A'],
  },
]) {
  t.test(`a name is found ${about}`, (t) => {
    t.same(found(names, fields), expected);
    t.end();
  });
}

t.test('all forwarding fields are found, in both spellings', (t) => {
  const fields = droppedFromOthers.filter((name) => name !== 'proxy').map((name) => name.toUpperCase());
  t.same(found(droppedFromOthers, ['Host', ...fields]), fields);
  t.end();
});
