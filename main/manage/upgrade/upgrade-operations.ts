// The operations on ordered runs, bound to their manager: documents in and out, refusals in words.

import { type BoundOperation, bind, type OperationRefusal, refused } from '../../../admin/operation.ts';
import {
  beginUpgrade,
  listRecipes,
  listUpgrades,
  planUpgrade,
  showUpgrade,
  signOffUpgrade,
  wishUpgrade,
} from '../../../admin/operations/upgrades.ts';
import { parseIsoTime } from '../../../admin/rules/iso-time.ts';
import { planDocument, runDocument } from '../../../admin/rules/run-document.ts';
import { wishOf } from '../../../admin/rules/wish.ts';
import type { RunView, UpgradeManager } from '../../../cluster/upgrade/manager-types.ts';
import type { Recipe } from '../../../cluster/upgrade/recipe.ts';
import { checklistsOf } from '../../../cluster/upgrade/rules/checklist.ts';

export type UpgradeDoing = {
  readonly manager: UpgradeManager;
  readonly recipes: () => Promise<ReadonlyMap<string, Recipe>>;
  readonly nowMs: () => number;
};

export function upgradeOperations(doing: UpgradeDoing): readonly BoundOperation[] {
  const { manager, recipes, nowMs } = doing;
  const shown = (view: RunView) => ({ ok: true as const, value: runDocument(view, nowMs()) });
  return [
    bind(planUpgrade, async (wish) => {
      const planned = await manager.plan(wish);
      if (!planned.ok) return no(planned);
      const { plan, hops, differences } = planned;
      return { ok: true, value: planDocument(plan, hops, differences, checklistsOf(plan)) };
    }),
    bind(beginUpgrade, async ({ notBefore, withoutRehearsal, ...wish }, { by }) => {
      const notBeforeMs = notBefore === undefined ? undefined : parseIsoTime(notBefore);
      if (notBefore !== undefined && notBeforeMs === undefined)
        return no({ because: `notBefore is no moment: ${notBefore}`, mend: 'Such as 2026-11-22T01:00:00Z.' });
      const begun = await manager.begin({ ...wish, by, notBeforeMs, withoutRehearsal });
      if (!begun.ok) return no(begun);
      const view = await find(manager, begun.run);
      return view === undefined ? unknownRun(begun.run) : shown(view);
    }),
    bind(listUpgrades, async () => ({
      ok: true,
      value: { runs: (await manager.list()).map((view) => runDocument(view, nowMs())) },
    })),
    bind(showUpgrade, async ({ run }) => {
      const view = await find(manager, run);
      return view === undefined ? unknownRun(run) : shown(view);
    }),
    bind(wishUpgrade, async ({ run: called, ...asked }, { by }) => {
      const view = await find(manager, called);
      if (view === undefined) return unknownRun(called);
      const wish = wishOf(asked, by);
      if (typeof wish === 'string') return no({ because: wish, mend: 'Say it with the wish.' });
      const answer = await manager.wish(view.run, wish);
      if (!answer.ok) return no(answer);
      return shown((await find(manager, view.run)) ?? view);
    }),
    bind(signOffUpgrade, async ({ run, note }, { by }) => {
      const answer = await manager.signOff(run, by, note);
      if (!answer.ok) return no(answer);
      const view = await find(manager, run);
      return view === undefined ? unknownRun(run) : shown(view);
    }),
    bind(listRecipes, async () => {
      const all = [...(await recipes()).values()];
      return { ok: true, value: { recipes: all.map(recipeDocument) } };
    }),
  ];
}

/** `current` is the run under way, or the last one. What is under way is known without the disk. */
async function find(manager: UpgradeManager, called: string): Promise<RunView | undefined> {
  const current = manager.current();
  if (current !== undefined && (called === 'current' || called === current.run)) return current;
  if (called === 'current') return (await manager.list()).at(-1);
  return (await manager.list()).find(({ run }) => run === called);
}

function no({ because, mend }: { readonly because: string; readonly mend: string }): OperationRefusal {
  const text = `${because.slice(0, 1).toUpperCase()}${because.slice(1)}.`;
  return refused(409, 'refused', { text: text.replace(/\.\.$/, '.'), mend });
}

function unknownRun(run: string): OperationRefusal {
  const text = run === 'current' ? 'There was no run yet.' : `There is no run ${run}.`;
  return refused(404, 'unknown-run', { text, mend: 'fairlead upgrade runs lists them.' });
}

function recipeDocument({ recipe, title, about, outage, parameters = {} }: Recipe) {
  const told = Object.entries(parameters).map(([name, { text, default: standard, secret }]) => [
    name,
    { text, default: standard ?? null, secret: secret ?? false },
  ]);
  return { recipe, title, about: about.trim(), outage, parameters: Object.fromEntries(told) };
}
