// The connection budget joined: read from the database, shown, and asked by whoever needs room. Holds no rules.

import { bind } from '../../admin/operation.ts';
import { type BudgetDocument, showBudget } from '../../admin/operations/budget.ts';
import { isoTime } from '../../admin/rules/iso-time.ts';
import { type BudgetWatch, createBudgetWatch } from '../../cluster/budget/budget-watch.ts';
import { budgetNotices } from '../../cluster/budget/rules/budget-notices.ts';
import type { ManageContext, ManagedPart } from './part.ts';

export type BudgetPart = ManagedPart & { readonly watch: BudgetWatch };

/** Without a database there is nothing to read, and nothing is asked. */
export function createBudgetPart({ parts, nowMs }: ManageContext): BudgetPart {
  const { current, directory } = parts;
  const watch = createBudgetWatch({
    query: directory.query,
    settings: () => ({ ...current.configuration.budget, pools: current.profile.pools }),
    servers: () => directory.topology()?.servers ?? [],
    nowMs,
  });
  return {
    watch,
    operations: [bind(showBudget, () => ({ ok: true, value: budgetDocument(watch) }))],
    notices: () => budgetNotices(watch.budget()),
    start() {
      if (current.configuration.database !== null) watch.start();
    },
    close: watch.close,
  };
}

/** What the API tells; every key is there, what is not known is null. */
function budgetDocument(watch: Pick<BudgetWatch, 'budget' | 'failure'>): BudgetDocument {
  const budget = watch.budget();
  return {
    version: 1,
    readAt: budget === undefined ? null : isoTime(budget.readAtMs),
    problem: watch.failure()?.text ?? null,
    limit: budget?.limit ?? null,
    used: budget?.used ?? null,
    needed: budget?.needed ?? null,
    neededPerServer: budget?.neededPerServer ?? null,
    reserve: budget?.reserve ?? null,
    free: budget?.free ?? null,
    enough: budget?.enough ?? null,
    hosts: (budget?.hosts ?? []).map((host) => ({
      host: host.host,
      server: host.server ?? null,
      connections: host.connections,
      programs: host.programs.map((each) => ({ ...each })),
    })),
  };
}
