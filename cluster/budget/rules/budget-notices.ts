// What an operator should know of the connection budget, and what a check of the whole says of it. Pure.

import type { Notice } from '../../model.ts';
import type { Finding } from '../../rules/live-findings.ts';
import type { Budget } from './budget.ts';

const grant =
  'Grant the login of Fairlead VIEW SERVER STATE (from SQL Server 2022 on: VIEW SERVER PERFORMANCE STATE).';

/** Nothing where there is room for all. */
export function budgetNotices(budget: Budget | undefined): readonly Notice[] {
  if (budget === undefined || budget.enough) return [];
  return [
    {
      severity: 'warning',
      code: 'connections-short',
      text: shortText(budget),
      mend: mendOf(budget),
    },
  ];
}

/** For `check --live`. */
export function findBudget(budget: Budget): Finding {
  const what = 'connection budget';
  if (!budget.enough) return { severity: 'warning', what, saw: shortText(budget), mend: mendOf(budget) };
  const room = `The database takes ${budget.limit} connections; ${neededText(budget)}`;
  if (budget.used === undefined) {
    return {
      severity: 'good',
      what,
      saw: `${room}, but it does not show how many are in use.`,
      mend: grant,
    };
  }
  return { severity: 'good', what, saw: `${room}, and ${budget.used} are in use.`, mend: '' };
}

function neededText({ needed, neededPerServer, reserve }: Budget): string {
  const reserved = reserve === 0 ? '' : ` and ${reserve} are reserved`;
  return `the CRM servers need ${needed} (${neededPerServer} each)${reserved}`;
}

function shortText(budget: Budget): string {
  const others = budget.hosts
    .filter((each) => each.server === undefined)
    .reduce((total, each) => total + each.connections, 0);
  return `The database takes ${budget.limit} connections: too few, since ${neededText(budget)}, and other machines hold ${others}.`;
}

function mendOf({ limit, needed, reserve }: Budget): string {
  const other = 'end what else is connected, or correct crm.overrides.pools to the sizes your servers have';
  return limit < needed + reserve
    ? `Raise "user connections" of the database server, or ${other}.`
    : `Find out who holds the connections (\`fairlead budget\`); ${other}.`;
}
