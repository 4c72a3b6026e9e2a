// The sections of the status that parts which manage fill in.

import type { StatusInput } from '../../admin/rules/status.ts';
import type { BudgetPart } from './budget.ts';
import type { MetadataPart } from './metadata.ts';
import { metadataDocument } from './metadata-document.ts';

export function metadataStatus({ keeper }: Pick<MetadataPart, 'keeper'>): StatusInput['metadata'] {
  const { state, because, newest, changedAt, servers } = metadataDocument(keeper.view());
  const named = (wanted: string) =>
    servers.filter((each) => each.state === wanted).map((each) => each.server);
  return { state, because, newest, changedAt, stale: named('stale'), loading: named('loading') };
}

export function budgetStatus({ watch }: Pick<BudgetPart, 'watch'>): StatusInput['budget'] {
  const budget = watch.budget();
  return { limit: budget?.limit ?? null, used: budget?.used ?? null, needed: budget?.needed ?? null };
}
