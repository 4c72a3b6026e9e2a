// What the doctor found, for people: by subject, only what is not in order unless all is asked for, then one line that
// counts. Pure.

import type { DoctorDocument } from '../operations/doctor.ts';
import { type Looks, noticeLooks, type Painter } from './paint.ts';
import { cut, printable, wrap } from './text-width.ts';

export type DoctorView = { readonly all: boolean; readonly columns: number; readonly painter: Painter };

type Finding = DoctorDocument['findings'][number];

const looks: Readonly<Record<Finding['severity'], Looks>> = {
  fault: noticeLooks.fault,
  warning: noticeLooks.warning,
  unknown: { icon: '?', paint: 'neutral' },
  ok: { icon: '✔', paint: 'good' },
};

/** Lines of at most `columns`; ends with a line feed. */
export function doctorText({ findings, counts }: DoctorDocument, view: DoctorView): string {
  const shown = findings.filter(({ severity }) => view.all || severity !== 'ok');
  const subjects = [...new Set(shown.map(({ subject }) => subject))];
  const blocks = subjects.flatMap((subject) => {
    const own = shown.filter((each) => each.subject === subject);
    return [view.painter('bold', cut(printable(subject), view.columns)), ...blockLines(own, view), ''];
  });
  const { ok, warnings, faults, unknown } = counts;
  const total = `${ok} ok, ${many(warnings, 'warning')}, ${many(faults, 'fault')}, ${unknown} not examined`;
  return `${[...blocks, total].join('\n')}\n`;
}

const many = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** What was not examined for one and the same reason is one entry. */
function blockLines(findings: readonly Finding[], view: DoctorView): string[] {
  const entries = Map.groupBy(findings, ({ severity, seen, examination }) =>
    severity === 'unknown' ? `unknown ${seen}` : `${severity} ${examination} ${seen}`,
  );
  return [...entries.values()].flatMap((same) => entryLines(same, view));
}

function entryLines(same: readonly Finding[], { columns, painter }: DoctorView): string[] {
  const [first] = same;
  if (first === undefined) return [];
  const { icon, paint } = looks[first.severity];
  const names = [...new Set(same.map(({ examination }) => examination))].join(', ');
  const what = first.severity === 'unknown' ? `not examined: ${names}` : names;
  const [head = '', ...more] = wrap(what, columns - 4);
  const hang = (text: string) => wrap(printable(text), columns - 6).map((line) => `      ${line}`);
  return [
    `  ${painter(paint, icon)} ${head}`,
    ...more.map((line) => `    ${line}`),
    ...hang(first.seen),
    ...(first.mend === '' ? [] : hang(`→ ${first.mend}`).map((line) => painter('faint', line))),
  ];
}
