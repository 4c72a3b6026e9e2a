// The connection budget for people: one line what there is, then who holds what. Pure.

import type { BudgetDocument } from '../operations/budget.ts';
import { cut, left, printable, right, widthOf } from './text-width.ts';

/** Lines are never wider than `columns`. */
export function budgetText(budget: BudgetDocument, columns: number): string {
  const lines = [...summary(budget), ...hostLines(budget)];
  return `${lines.map((line) => cut(line, columns)).join('\n')}\n`;
}

function summary({
  limit,
  used,
  needed,
  neededPerServer,
  reserve,
  enough,
  problem,
}: BudgetDocument): string[] {
  const trouble = problem === null ? [] : [`✖ ${printable(problem)}`];
  if (limit === null) return [...trouble, ...(problem === null ? ['Not read yet.'] : [])];
  const use = used === null ? 'in use: not shown to this login' : `${used} in use`;
  return [
    ...trouble,
    `${limit} connections, ${use}, ${reserve} reserved`,
    `${enough ? '✔' : '⚠'} the CRM servers need ${needed} (${neededPerServer} each): ${enough ? 'there is room' : 'too many'}`,
  ];
}

function hostLines({ hosts }: BudgetDocument): string[] {
  if (hosts.length === 0) return [];
  const rows = hosts.map(({ host, server, connections, programs }) => ({
    host: printable(host === '' ? '(no name)' : host),
    what: server === null ? '' : 'CRM server',
    connections: String(connections),
    programs: programs
      .map((each) => `${printable(each.program === '' ? '(no name)' : each.program)} ${each.connections}`)
      .join(', '),
  }));
  const hostWidth = Math.min(30, Math.max(4, ...rows.map((row) => widthOf(row.host))));
  return [
    '',
    `${left('HOST', hostWidth)}  ${left('', 10)}  CONNECTIONS  PROGRAMS`,
    ...rows.map(
      (row) =>
        `${left(cut(row.host, hostWidth), hostWidth)}  ${left(row.what, 10)}  ${right(row.connections, 11)}  ${row.programs}`,
    ),
  ];
}
