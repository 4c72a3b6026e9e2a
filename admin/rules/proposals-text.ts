// What discovery found and proposes, for people. Pure. Names and values come from a database and are made printable.

import type { Painter } from './paint.ts';
import { cut, hanging, left, printable, widthOf } from './text-width.ts';

export type ShownRow = { readonly name: string; readonly shown: string | undefined };

export type ShownCandidate = ShownRow & { readonly confidence: string; readonly because: string };

export type ShownProposal = {
  readonly setting: string;
  readonly caption: string;
  readonly best: ShownCandidate | undefined;
  readonly alternatives: readonly ShownCandidate[];
};

/** Every live setting in two columns; a value that is too long for `columns` (Infinity: none is) is cut. */
export function settingsText(rows: readonly ShownRow[], columns: number): string {
  const nameWidth = Math.min(34, Math.max(0, ...rows.map((row) => widthOf(printable(row.name)))));
  const lines = rows.map(({ name, shown }) => {
    const value = shown === undefined ? '-' : printable(shown);
    return `  ${left(printable(name), nameWidth)}  ${cut(value, columns - nameWidth - 4)}`;
  });
  return `${lines.join('\n')}\n`;
}

/** One proposal: what is looked for, what fits best and why, and what else might. */
export function proposalText(proposal: ShownProposal, columns: number, painter: Painter): string {
  const { caption, setting, best, alternatives } = proposal;
  const told = best === undefined ? ['    nothing fits'] : candidateLines(best, columns);
  const others = alternatives.map((each) => printable(`or ${each.name}: ${each.because}`));
  const lines = [
    `${painter('bold', caption)} ${painter('faint', `(${setting})`)}`,
    ...told,
    ...others.map((line) => `    ${painter('faint', cut(line, columns - 4))}`),
  ];
  return `${lines.join('\n')}\n`;
}

function candidateLines({ name, shown, confidence, because }: ShownCandidate, columns: number): string[] {
  const value = shown === undefined ? '' : ` = ${shown}`;
  return [
    `    ${cut(printable(`${name}${value}`), columns - 4)}`,
    ...hanging('    ', `${confidence}: ${because}`, columns),
  ];
}
