// The built-in functions of dates and times. The clock is the fact `now`, bound when the statement runs.

import { parseDatePart } from './civil-time.ts';
import { inFamily } from './coerce.ts';
import { type BuiltIn, type Typed, textLiteral } from './scope.ts';
import { SqlError } from './sql-error.ts';
import { bigintType, datetimeType, familyOf, intType, nvarchar, type SqlType } from './sql-type.ts';

const nothing: Typed = { sql: 'NULL', type: nvarchar(1), untyped: true };
const moment = (value: Typed | undefined) => inFamily(value ?? nothing, 'moment');
const datetime2: SqlType = { kind: 'datetime2', scale: 7 };

const nowAs = (type: SqlType): BuiltIn => ({ takes: [0, 0], make: () => ({ sql: ':now', type }) });

const partOf = (part: string): BuiltIn => ({
  takes: [1, 1],
  make: (value) => ({ sql: `tds_date_part(${textLiteral(part)}, ${moment(value)})`, type: intType }),
});

const difference = (type: SqlType): BuiltIn => ({
  takes: [3, 3],
  make: (part, from, to) => ({
    sql: `tds_date_diff(${datePart(part)}, ${moment(from)}, ${moment(to)})`,
    type,
  }),
});

export const momentFunctions: Readonly<Record<string, BuiltIn>> = {
  GETDATE: nowAs(datetimeType),
  GETUTCDATE: nowAs(datetimeType),
  CURRENT_TIMESTAMP: nowAs(datetimeType),
  SYSDATETIME: nowAs(datetime2),
  SYSUTCDATETIME: nowAs(datetime2),
  YEAR: partOf('year'),
  MONTH: partOf('month'),
  DAY: partOf('day'),
  DATEPART: {
    takes: [2, 2],
    make: (part, value) => ({ sql: `tds_date_part(${datePart(part)}, ${moment(value)})`, type: intType }),
  },
  DATEADD: {
    takes: [3, 3],
    make: (part, count = nothing, value = nothing) => ({
      sql: `tds_date_add(${datePart(part)}, ${inFamily(count, 'number')}, ${moment(value)})`,
      type: familyOf(value.type) === 'moment' ? value.type : datetimeType,
    }),
  },
  DATEDIFF: difference(intType),
  DATEDIFF_BIG: difference(bigintType),
};

/** The parser made the bare word a text; an unknown one is error 155. */
function datePart(part: Typed | undefined): string {
  const word = part?.sql.slice(1, -1) ?? '';
  const known = parseDatePart(word);
  if (!known) throw new SqlError(155, `'${word}' is not a recognized dateadd option.`, { severity: 15 });
  return textLiteral(known);
}
