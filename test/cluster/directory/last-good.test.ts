import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createLastGood } from '../../../cluster/directory/last-good.ts';

const reading = {
  rows: [
    { name: 'ServerNames', value: 'A;' },
    { name: 'X', value: null },
  ],
  utcOffsetMinutes: 60,
  readAtMs: 1_234,
};

t.test('what was written is read again, whole, and nothing else is left behind', async (t) => {
  const folder = join(t.testdir(), 'made', 'when', 'needed');
  const kept = createLastGood(folder, 'sql1/CRM');
  t.same(await kept.read(), { kind: 'none' });
  await kept.write({ ...reading, readAtMs: 1 });
  await kept.write(reading);
  t.same(await kept.read(), { kind: 'found', reading });
  t.same(readdirSync(folder), ['topology.json']);
});

t.test('a copy of another database is not used', async (t) => {
  const folder = t.testdir();
  await createLastGood(folder, 'sql1/CRM').write(reading);
  t.same(await createLastGood(folder, 'sql2/CRM').read(), { kind: 'foreign', from: 'sql1/CRM' });
});

t.test('a damaged copy is told and set aside, and the next one is written as ever', async (t) => {
  const whole = JSON.stringify({ version: 1, from: 'sql1/CRM', ...reading });
  const table: [string, RegExp][] = [
    ['', /no JSON/],
    [whole.slice(0, -10), /no JSON/],
    ['null', /no object/],
    ['[]', /version undefined/],
    [whole.replace('"version":1', '"version":9'), /version 9, not 1/],
    [whole.replace('"from":"sql1/CRM"', '"from":7'), /which database/],
    [whole.replace('1234', '"x"'), /times/],
    [whole.replace('"A;"', '7'), /rows/],
    [whole.replace('"rows":[', '"rows":[null,'), /rows/],
    ['x'.repeat(2_000_000), /too long/],
  ];
  for (const [text, because] of table) {
    const folder = t.testdir();
    writeFileSync(join(folder, 'topology.json'), text);
    const kept = createLastGood(folder, 'sql1/CRM');
    t.match(await kept.read(), { kind: 'damaged', because, setAside: `${kept.path}.damaged` });
    t.equal(readFileSync(`${kept.path}.damaged`, 'utf8'), text);
    t.same(await kept.read(), { kind: 'none' });
    await kept.write(reading);
    t.match(await kept.read(), { kind: 'found' });
  }
});

t.test('what cannot be read at all is told too, and writing there fails loudly', async (t) => {
  const folder = t.testdir();
  mkdirSync(join(folder, 'topology.json'));
  const kept = createLastGood(folder, 'sql1/CRM');
  t.match(await kept.read(), { kind: 'damaged', setAside: undefined });
  await t.rejects(kept.write(reading));
});
