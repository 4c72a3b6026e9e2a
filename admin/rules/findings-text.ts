// What a live check saw, for people: a mark, what was looked at, what came of it, and the mend. Pure.

import { counted } from './counted.ts';
import { noticeLooks, type Painter } from './paint.ts';
import { cut, hanging, printable } from './text-width.ts';

export type ShownFinding = {
  readonly severity: 'good' | 'warning' | 'fault';
  readonly what: string;
  readonly saw: string;
  readonly mend: string;
};

/** Lines of at most `columns` (Infinity: as long as they are), then one that counts; ends with a line feed. */
export function findingsText(findings: readonly ShownFinding[], columns: number, painter: Painter): string {
  const lines = findings.flatMap((each) => findingLines(each, columns, painter));
  const count = (severity: ShownFinding['severity']) =>
    findings.filter((each) => each.severity === severity).length;
  const total = `${count('good')} good, ${counted(count('warning'), 'warning')}, ${counted(count('fault'), 'fault')}`;
  return `${[...lines, '', total].join('\n')}\n`;
}

function findingLines(
  { severity, what, saw, mend }: ShownFinding,
  columns: number,
  painter: Painter,
): string[] {
  const looks = severity === 'good' ? { icon: '✔', paint: 'good' as const } : noticeLooks[severity];
  const hang = (text: string) => hanging('    ', text, columns);
  return [
    `${painter(looks.paint, looks.icon)} ${cut(printable(what), columns - 2)}`,
    ...hang(saw),
    ...(mend === '' ? [] : hang(`→ ${mend}`).map((line) => painter('faint', line))),
  ];
}
