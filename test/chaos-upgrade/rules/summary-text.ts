// What a run under kills says at its end, in 80 columns. Pure.

import type { Check } from './verdict.ts';

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
  /** Halts that asked a person whether something was done. */
  readonly asked: number;
  readonly checks: readonly Check[];
};

const width = 80;

export const passed = ({ checks }: Pick<Summary, 'checks'>): boolean =>
  checks.every(({ wrong }) => wrong.length === 0);

export function summaryText(summary: Summary): string {
  const { seed, kills, from, to, steps, records, seconds, met, asked, checks } = summary;
  const lines = [
    '',
    `Seed ${seed}: ${from} to ${to}, ${steps} steps, killed ${kills} times, ${seconds} s`,
    ...met.map((each, index) => `  kill ${String(index + 1).padStart(2)}  ${each}`),
    `  ${records} records in the journal; a person was asked ${asked} times`,
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
