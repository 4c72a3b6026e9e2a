// What Connection says, and what it may not say.

import t from 'tap';
import { readConnectionOptions } from '../../../../balancer/http1/rules/connection-options.ts';
import { FieldSection } from '../../../../balancer/http1/rules/field-section.ts';
import { createCursor, readFields } from '../../../../balancer/http1/rules/head-reader.ts';

function options(...values: readonly string[]) {
  const text = `${values.map((value) => `Connection: ${value}\r\n`).join('')}\r\n`;
  const section = new FieldSection();
  const bytes = Buffer.from(text, 'latin1');
  if (!readFields(createCursor(bytes, 0, bytes.length, bytes.length), section, 100))
    throw new Error('not read');
  section.text = text;
  const read = readConnectionOptions(section);
  if (read === undefined) return 'refused';
  const { close, keepAlive, upgrade, named } = read;
  return [close && 'close', keepAlive && 'keep-alive', upgrade && 'upgrade', ...named]
    .filter(Boolean)
    .join(' ');
}

const rows: readonly (readonly [readonly string[], string])[] = [
  [[], ''],
  [[''], ''],
  [['close'], 'close'],
  [['Close'], 'close'],
  [['keep-alive'], 'keep-alive'],
  [['Keep-Alive'], 'keep-alive'],
  [['KEEP-ALIVE, Upgrade'], 'keep-alive upgrade'],
  [['X-Hop ,\t close'], 'close x-hop'],
  [[' , ,a,,b, '], 'a b'],
  [['a', 'close', 'b'], 'close a b'],
  [['cookie, Host, AUTHORIZATION, set-cookie, content-length, Content-Type, x'], 'x'],
  [['a b'], 'refused'],
  [['a;b'], 'refused'],
  [['"a"'], 'refused'],
  [['=@'], 'refused'],
  [['caf\xe9'], 'refused'],
];

t.test('values of Connection', (t) => {
  for (const [values, wanted] of rows) t.equal(options(...values), wanted, JSON.stringify(values));
  t.end();
});
