// The live table of the simulated people, at most 80 columns wide. Data in, text out; no terminal codes.

import type { PeopleSnapshot } from './snapshot.ts';

const width = 80;
const barWidth = 30;

/** What the judge has said so far. */
export type JudgeGlance = {
  readonly judged: number;
  readonly undecided: number;
  readonly misjudged: readonly unknown[];
};

/** A few lines: where the people are, how many are on, what went wrong. Ends with a line feed. */
export function renderPeopleTable(snapshot: PeopleSnapshot, judged?: JudgeGlance): string {
  const { servers, failures } = snapshot.tally;
  const most = Math.max(1, ...servers.map((each) => each.users));
  const rows = servers.map(({ server, users, logOns }) => {
    const bar = '#'.repeat(Math.round((Math.max(0, users) / most) * barWidth));
    return `${cut(server, 20).padEnd(20)} ${pad(users, 7)} ${pad(logOns, 8)}  ${bar}`;
  });
  const head = `${'server'.padEnd(20)} ${'users'.padStart(7)} ${'log-ons'.padStart(8)}`;
  const wrong = failures.map(({ kind, count, first }) => `${pad(count, 5)} x ${kind}: ${first}`);
  const lines = [head, ...rows, '', totals(snapshot), verdicts(judged), ...wrong];
  return `${lines.map((line) => cut(line, width).trimEnd()).join('\n')}\n`;
}

function totals({ elapsedMs, people, started, tally }: PeopleSnapshot): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const failed = tally.failures.reduce((sum, each) => sum + each.count, 0);
  return `${seconds} s: ${started} of ${people} came, ${tally.left} left, ${tally.pages} pages, ${failed} failures`;
}

function verdicts(judged: JudgeGlance | undefined): string {
  if (!judged) return '';
  const right = judged.judged - judged.undecided - judged.misjudged.length;
  return `log-ons judged: ${right} right, ${judged.misjudged.length} wrong, ${judged.undecided} undecided`;
}

function pad(value: number, columns: number): string {
  return String(value).padStart(columns);
}

/** Every character counts as one column; names of servers and our own words are ASCII. */
function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}~`;
}
