// Rows as Markdown tables.

/** Title, cell, and digits of a number; `-` is what is not known. */
export type Column<R> = readonly [
  title: string,
  cell: (row: R) => string | number | null | undefined,
  digits?: number,
];

/** Empty where there are no rows. */
export function markdownTable<R>(rows: readonly R[], columns: readonly Column<R>[]): string {
  if (rows.length === 0) return '';
  const titles = columns.map(([title]) => title);
  const align = columns.map((_, index) => (index === 0 ? '---' : '--:'));
  const lines = rows.map((row) => columns.map(([, cell, digits]) => shown(cell(row), digits)));
  return [titles, align, ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function shown(value: string | number | null | undefined, digits = 0): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'number' ? value.toFixed(digits) : value;
}
