// Values and their types on the wire: what is written is read again.

import t from 'tap';
import { parseDeclaredType, type SqlType, type SqlValue } from '../../../../demo/tds/sql/rules/sql-type.ts';
import { createByteReader } from '../../../../demo/tds/wire/byte-reader.ts';
import { createByteWriter } from '../../../../demo/tds/wire/byte-writer.ts';
import { readTypeInfo, writeTypeInfo } from '../../../../demo/tds/wire/type-info.ts';
import { readValue, writeValue } from '../../../../demo/tds/wire/values.ts';

const rows: readonly (readonly [string, readonly SqlValue[]])[] = [
  ['bit', [0, 1]],
  ['tinyint', [0, 255]],
  ['smallint', [-32_768, 32_767]],
  ['int', [-2_147_483_648, 0, 2_147_483_647]],
  ['bigint', [-(2n ** 63n), 2n ** 63n - 1n]],
  ['real', [0.5, -2]],
  ['float', [0.1, -1e300]],
  ['decimal(18,3)', [-1234.567, 0, 0.001]],
  ['nvarchar(10)', ['', 'Zoë 田', 'x'.repeat(10)]],
  ['nvarchar(max)', ['', 'ü'.repeat(70_000)]],
  ['varchar(10)', ['plain']],
  ['varbinary(4)', [Buffer.from([0, 255])]],
  ['varbinary(max)', [Buffer.alloc(9_000, 7)]],
  ['datetime', ['1753-01-01 00:00:00.000', '2026-11-24 23:59:59.997', '9999-12-31 23:59:59.997']],
  ['smalldatetime', ['1900-01-01 00:00:00.000', '2026-11-24 09:30:00.000']],
  ['date', ['0001-01-01 00:00:00.000', '9999-12-31 00:00:00.000']],
  ['datetime2(7)', ['0001-01-01 00:00:00.000', '2026-11-24 09:30:15.123']],
  ['datetime2(3)', ['2026-11-24 23:59:59.999']],
  ['datetime2(0)', ['2026-11-24 23:59:59.000']],
  ['uniqueidentifier', ['6F9619FF-8B86-D011-B42D-00C04FC964FF']],
];

t.test('every value of every type comes back, and so does NULL', (t) => {
  for (const [declaration, values] of rows) {
    const type = parseDeclaredType(declaration) as SqlType;
    for (const value of [...values, null]) {
      const writer = createByteWriter();
      writeTypeInfo(writer, type);
      writeValue(writer, type, value);
      const reader = createByteReader(writer.take());
      t.same(readValue(reader, readTypeInfo(reader)), value, `${declaration}: ${String(value).slice(0, 30)}`);
      t.equal(reader.left(), 0);
    }
  }
  t.end();
});

t.test('a datetime is rounded to its three-hundredths of a second, over midnight too', (t) => {
  const type: SqlType = { kind: 'datetime' };
  for (const [text, expected] of [
    ['2026-11-24 09:30:15.001', '2026-11-24 09:30:15.000'],
    ['2026-11-24 09:30:15.002', '2026-11-24 09:30:15.003'],
    ['2026-11-24 09:30:15.005', '2026-11-24 09:30:15.007'],
    ['2026-12-31 23:59:59.999', '2027-01-01 00:00:00.000'],
  ] as const) {
    const writer = createByteWriter();
    writeTypeInfo(writer, type);
    writeValue(writer, type, text);
    const reader = createByteReader(writer.take());
    t.equal(readValue(reader, readTypeInfo(reader)), expected, text);
  }
  t.end();
});

t.test('a value cut off anywhere is malformed and never read past its end', (t) => {
  for (const [declaration, values] of rows) {
    const type = parseDeclaredType(declaration) as SqlType;
    const writer = createByteWriter();
    writeTypeInfo(writer, type);
    writeValue(writer, type, values[0] ?? null);
    const whole = writer.take();
    for (let length = 0; length < Math.min(whole.length, 40); length++) {
      const reader = createByteReader(whole.subarray(0, length));
      t.throws(
        () => readValue(reader, readTypeInfo(reader)),
        { code: 'DEM_TDS_MALFORMED' },
        `${declaration} after ${length}`,
      );
    }
  }
  t.end();
});
