// What a run under kills says at its end, in 80 columns. Pure.

import type { SetupFault } from './setup-faults.ts';
import type { Asked, Check } from './verdict.ts';

export type Summary = {
  readonly seed: number;
  readonly kills: number;
  readonly from: string;
  readonly to: string;
  readonly steps: number;
  readonly records: number;
  readonly seconds: number;
  /** What each kill met, such as `setup@CRMWEB2 + 310 ms`. */
  readonly met: readonly string[];
  readonly faults: readonly SetupFault[];
  /** What a person was asked, and answered. */
  readonly asked: readonly Asked[];
  readonly checks: readonly Check[];
};

const width = 80;

export const passed = ({ checks }: Pick<Summary, 'checks'>): boolean =>
  checks.every(({ wrong }) => wrong.length === 0);

export function summaryText(summary: Summary): string {
  const { seed, kills, from, to, steps, records, seconds, met, faults, asked, checks } = summary;
  const lines = [
    '',
    `Seed ${seed}: ${from} to ${to}, ${steps} steps, killed ${kills} times, ${seconds} s`,
    ...met.map((each, index) => `  kill ${String(index + 1).padStart(2)}  ${each}`),
    ...faults.map(({ kind, step }) => {
      const answers = asked.filter((each) => each.halted && each.step === step).map(({ verb }) => verb);
      return `  fault    ${step}: ${kind}, ${answers.length === 0 ? 'a kill came first' : `then ${answers.join(', ')}`}`;
    }),
    `  ${records} records in the journal; a person ${askedText(asked)}`,
    ...checks.flatMap(({ what, wrong }) => [
      `  ${wrong.length === 0 ? 'ok     ' : 'FAILED '}  ${what}`,
      ...wrong.map((each) => `             ${each}`),
    ]),
    passed(summary)
      ? 'Passed.'
      : `Failed. Again with: npm run chaos:upgrade -- --kills ${kills} --seed ${seed}`,
    '',
  ];
  return lines.map((line) => (line.length > width ? `${line.slice(0, width - 3)}...` : line)).join('\n');
}

/** Such as `confirmed 4, retried 1, left out 1`. */
function askedText(asked: readonly Asked[]): string {
  const count = (verb: Asked['verb']) => asked.filter((each) => each.verb === verb).length;
  return `confirmed ${count('confirm')}, retried ${count('retry')}, left out ${count('skip')}`;
}
