// The end of a chaos run in words, 80 columns wide. Pure.

import type { Harm } from './notice.ts';
import type { Check, Verdict } from './verdict.ts';

export type ChaosSummary = Verdict & {
  readonly seed: number;
  readonly minutes: number;
  readonly users: number;
  readonly servers: number;
  /** Requests that people sent, and how many of them their browser sent a second time by itself. */
  readonly requests: number;
  readonly sentAgain: number;
  /** Most minus fewest sessions over servers in service, before each fault; and at the end. */
  readonly largestDifference: number;
  readonly differenceAtEnd: number;
  readonly interrupted: boolean;
  /** What was done, and when; `--json` only. */
  readonly harms: readonly Harm[];
};

const columns = 80;
const titles: Readonly<Record<Check['check'], string>> = {
  'known-down': 'No log-on to a server known to be down',
  'healthy-users': 'No user of a healthy server notices',
  roles: 'Every role is on exactly one server',
  drains: 'Every drain ended with the truth',
  recovery: 'All is well again after each fault',
};
const mostWrong = 10;

/** The whole summary, with the command that does the same again. */
export function summaryText(summary: ChaosSummary): string {
  const { faults, seed, minutes, users, servers } = summary;
  const done = faults.filter((each) => each.count > 0).map(({ name, count }) => `${count} ${name}`);
  const lines = [
    '',
    ...row('faults', done.join(', ')),
    ...row('log-ons', String(summary.logOns)),
    ...row('requests', `${summary.requests}, ${summary.sentAgain} of them sent again by the browser`),
    ...row('pages', String(summary.pages)),
    ...row(
      'largest difference',
      `${summary.largestDifference} users, ${summary.differenceAtEnd} at the end (who comes back is empty)`,
    ),
    '',
    ...summary.checks.flatMap(checkLines),
    '',
    ...(summary.interrupted ? ['Interrupted: not judged as a whole run.'] : []),
    summary.passed ? 'All as it should be.' : 'NOT as it should be.',
    ...wrapped(
      `Again: npm run chaos -- --minutes ${minutes} --seed ${seed} --users ${users} --servers ${servers}`,
      '',
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function row(title: string, text: string): string[] {
  return wrapped(`${title.padEnd(20)}${text}`, ' '.repeat(20));
}

function checkLines({ check, passed, found, wrong }: Check): string[] {
  const more = wrong.length - mostWrong;
  return [
    `${passed ? 'ok    ' : 'WRONG '}${titles[check]}`,
    ...wrapped(`      ${found}`, '      '),
    ...wrong.slice(0, mostWrong).flatMap((each) => wrapped(`      - ${each}`, '        ')),
    ...(more > 0 ? [`      and ${more} more (--json has all)`] : []),
  ];
}

/** Lines of at most 80 columns, the later ones indented; a word that is longer stays whole. */
function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S) /)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= columns || line.trim() === '') line = longer;
    else {
      lines.push(line);
      line = `${indent}${word}`;
    }
  }
  return [...lines, line];
}
