// Runs and recipes as lists for a terminal. Pure.

import type { RunDocument } from '../run-schema.ts';
import { cut, hanging, left, printable, right, widthOf } from './text-width.ts';

/** One line a run, the newest last. */
export function runList(runs: readonly RunDocument[], columns: number): string {
  if (runs.length === 0) return 'There was no run yet.\n';
  const rows = runs.map((run) => [
    run.run,
    run.recipe,
    run.environment,
    run.statusText,
    run.startedAt?.slice(0, 16).replace('T', ' ') ?? '-',
    `${run.stepsDone}/${run.steps.length}`,
  ]);
  const titles = ['RUN', 'RECIPE', 'WHERE', 'STATUS', 'BEGUN (UTC)', 'STEPS'];
  const widths = titles.map((title, column) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    cut(
      row
        .map((cell, column) => (column === 0 ? right : left)(printable(cell), widths[column] ?? 0))
        .join('  '),
      columns,
    ).trimEnd();
  return `${[titles, ...rows].map(line).join('\n')}\n`;
}

type RecipeEntry = {
  readonly recipe: string;
  readonly title: string;
  readonly about: string;
  readonly outage: boolean;
  readonly parameters: Readonly<
    Record<string, { readonly text: string; readonly default: string | null; readonly secret: boolean }>
  >;
};

/** Each recipe with what it wants to know. */
export function recipeList(recipes: readonly RecipeEntry[], columns: number): string {
  const lines = recipes.flatMap(({ recipe, title, about, outage, parameters }) => [
    cut(`${recipe}: ${printable(title)}${outage ? ' (outage)' : ''}`, columns),
    ...hanging('  ', about, columns),
    ...Object.entries(parameters).flatMap(([name, each]) => {
      const text = `${each.text} (${standardOf(each.default)}${each.secret ? ', secret' : ''})`;
      const [first = '', ...more] = hanging('      ', `--set ${name}=... ${text}`, columns);
      return [first.slice(4), ...more];
    }),
    '',
  ]);
  return `${lines.join('\n')}\n`;
}

function standardOf(standard: string | null): string {
  if (standard === null) return 'needed';
  return standard === '' ? 'may be left out' : `default ${standard}`;
}
