// What the doctor found as one table: what is in order first, the worst last, next to the line that counts and to the
// prompt. What says the same is one row. Pure.

import type { DoctorDocument } from '../operations/doctor.ts';
import { counted } from './counted.ts';
import { type Looks, noticeLooks, type Painter } from './paint.ts';
import { left, printable, widthOf, wrap } from './text-width.ts';

export type DoctorView = {
  /** Also a row for each thing that is in order; else one for all that an examination found in order. */
  readonly all: boolean;
  readonly columns: number;
  readonly painter: Painter;
};

type Finding = DoctorDocument['findings'][number];
type Row = Pick<Finding, 'severity' | 'seen' | 'mend'> & {
  readonly examined: readonly string[];
  readonly where: readonly string[];
};

const looks: Readonly<Record<Finding['severity'], Looks & { readonly word: string }>> = {
  ok: { icon: '✔', paint: 'good', word: 'ok' },
  unknown: { icon: '?', paint: 'neutral', word: 'unseen' },
  warning: { ...noticeLooks.warning, word: 'warning' },
  fault: { ...noticeLooks.fault, word: 'fault' },
};
const order = ['ok', 'unknown', 'warning', 'fault'] as const;

const gap = '  ';
const stateWidth = 9;
const examinedAtMost = 19;
const whereAtMost = 15;
/** The last column is never narrower, whatever the terminal. */
const leastSeen = 24;

/** Lines of at most `columns` (80 and more); ends with a line feed. */
export function doctorText({ findings, counts }: DoctorDocument, view: DoctorView): string {
  const rows = order.flatMap((severity) => rowsOf(severity, findings, view.all));
  const widths = widthsOf(rows, view.columns);
  const header = ['STATE', 'EXAMINED', 'WHERE', 'SEEN, AND HOW TO MEND IT'];
  const { ok, warnings, faults, unknown } = counts;
  const total = `${ok} ok, ${counted(warnings, 'warning')}, ${counted(faults, 'fault')}, ${unknown} not examined`;
  const lines = [
    view.painter('faint', lineOf(header, widths)),
    ...rows.flatMap((row) => rowLines(row, widths, view.painter)),
    view.painter('faint', '─'.repeat(view.columns)),
    total,
  ];
  return `${lines.join('\n')}\n`;
}

function rowsOf(severity: Finding['severity'], findings: readonly Finding[], all: boolean): readonly Row[] {
  const own = findings.filter((each) => each.severity === severity);
  const groups = Map.groupBy(own, ({ examination, seen, mend }) => {
    if (severity === 'unknown') return `${seen} ${mend}`;
    return severity === 'ok' && !all ? examination : `${examination} ${seen} ${mend}`;
  });
  return [...groups.values()].flatMap(rowOf);
}

/** One row for all of them; where they differ the first speaks, and the others are counted. */
function rowOf(same: readonly Finding[]): readonly Row[] {
  const [first] = same;
  if (first === undefined) return [];
  const others = new Set(same.map(({ seen }) => seen)).size - 1;
  return [
    {
      severity: first.severity,
      seen: others === 0 ? first.seen : `${first.seen} (and ${others} more)`,
      mend: first.mend,
      examined: [...new Set(same.map(({ examination }) => examination))],
      where: [...new Set(same.map(({ subject }) => printable(subject)))],
    },
  ];
}

type Widths = readonly [state: number, examined: number, where: number, seen: number];

function widthsOf(rows: readonly Row[], columns: number): Widths {
  const longest = (texts: readonly string[], most: number) =>
    Math.min(most, Math.max(0, ...texts.map(widthOf)));
  const examined = longest(['EXAMINED', ...rows.flatMap((row) => row.examined)], examinedAtMost);
  const where = longest(
    ['WHERE', ...rows.flatMap((row) => row.where.map((each) => `${each},`))],
    whereAtMost,
  );
  const rest = columns - stateWidth - examined - where - 3 * gap.length;
  return [stateWidth, examined, where, Math.max(leastSeen, rest)];
}

function lineOf(cells: readonly string[], widths: Widths): string {
  return widths
    .map((width, index) => left(cells[index] ?? '', width))
    .join(gap)
    .trimEnd();
}

function rowLines(row: Row, widths: Widths, painter: Painter): string[] {
  const [, examinedWidth, whereWidth, seenWidth] = widths;
  const { icon, paint, word } = looks[row.severity];
  const examined = wrap(row.examined.join(', '), examinedWidth);
  const where = wrap(row.where.join(', '), whereWidth);
  const seen = wrap(printable(row.seen), seenWidth);
  const mend = row.mend === '' ? [] : wrap(printable(`→ ${row.mend}`), seenWidth);
  const height = Math.max(examined.length, where.length, seen.length + mend.length);
  return Array.from({ length: height }, (_, index) => {
    const last = [...seen, ...mend][index] ?? '';
    const line = lineOf(
      [index === 0 ? `${icon} ${word}` : '', examined[index] ?? '', where[index] ?? '', last],
      widths,
    );
    if (index === 0) return line.replace(`${icon} ${word}`, painter(paint, `${icon} ${word}`));
    return line;
  });
}
