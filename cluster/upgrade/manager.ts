// Runs as an operator asks for them: plans to review, one run at a time, wishes, and going on with what another process
// left. Decides nothing that rules/ can decide.

import { createInTurn } from '../in-turn.ts';
import { type ActiveRun, carryOn } from './active-run.ts';
import { cleanUpRuns } from './clean-up.ts';
import type { Journal } from './journal.ts';
import type { BeginWish, ManagerOptions, PlanWish, RunView, UpgradeManager } from './manager-types.ts';
import type { RecordBody, Refused } from './model.ts';
import type { Plan } from './plan-model.ts';
import { estimatesOf, no, obstacleTo, planNow } from './planning.ts';
import { refusedUnwritten } from './refused-unwritten.ts';
import { checklistsOf } from './rules/checklist.ts';
import { foldJournal } from './rules/fold.ts';
import { keptByRun } from './rules/kept-run.ts';
import { answerWish, legalVerbs, verbsUnwritten } from './rules/verbs.ts';
import type { Run } from './run.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { Wish, WishAnswer } from './wish.ts';

/** Nothing goes on before `resume`. */
export function createUpgradeManager(options: ManagerOptions): UpgradeManager {
  const { store } = options;
  const slot = createSlot(options);
  // Two that begin must not both find nothing under way.
  const turns = createInTurn();

  const plan = async (wish: PlanWish) => planNow(options, wish, await estimatesOf(store));
  const begin = async (wish: BeginWish) => {
    const planned = await plan(wish);
    if (!planned.ok) return planned;
    const obstacle = await obstacleTo(options, slot.active()?.id, wish, planned.plan);
    if (obstacle !== undefined) return obstacle;
    const { run, journal } = await store.begin(planned.plan);
    await firstOf(journal, startOf(run, planned.plan, wish));
    await slot.fill(run, planned.plan, journal);
    return { ok: true as const, run };
  };
  const ask = async (run: string, wish: Wish): Promise<WishAnswer> => {
    const active = slot.active();
    if (active?.id === run) return active.run.wish(wish);
    if (active !== undefined)
      return no(`run ${active.id} is under way, not ${run}`, `Ask for run ${active.id}.`);
    const found = (await store.list()).find((each) => each.run === run);
    if (found === undefined) return no(`there is no run ${run}`, 'fairlead upgrade runs lists them.');
    // An ended run is opened again for what can still be asked of it: to roll back.
    const answer = answerWish(found.plan, foldJournal(found.records), wish);
    if (!answer.ok) return answer;
    const journal = await store.resume(run);
    await firstOf(journal, answer.record);
    await slot.fill(run, found.plan, journal);
    return answer;
  };
  return {
    plan: (wish) => plan(wish).catch(refusedUnwritten),
    begin: (wish) => turns.run(() => begin(wish).catch(refusedUnwritten)),
    wish: (run, wish) => turns.run(() => ask(run, wish).catch(refusedUnwritten)),
    signOff: (run, by, note) => turns.run(() => signOff(store, run, { by, note }).catch(refusedUnwritten)),
    current() {
      const active = slot.active();
      return active === undefined ? undefined : viewOf(active.id, active.run);
    },
    async list() {
      const active = slot.active();
      return (await store.list()).map((each) =>
        active?.id === each.run ? viewOf(each.run, active.run) : storedView(each),
      );
    },
    cleanUp: (wish) =>
      turns.run(async () => {
        const active = slot.active();
        if (active === undefined) return cleanUpRuns(options, wish);
        return { deleted: [], left: [`run ${active.id} is under way`] };
      }),
    resume: () =>
      turns.run(async () => {
        const left = (await store.list()).find(isUnfinished);
        if (left !== undefined && slot.active() === undefined)
          await slot.fill(left.run, left.plan, await store.resume(left.run));
      }),
    async close() {
      await turns.settled();
      await slot.close();
    },
  };
}

function startOf(run: string, { hash: planHash }: Plan, wish: BeginWish): RecordBody {
  const { by, reason, notBeforeMs, withoutRehearsal } = wish;
  return { type: 'run-started', run, planHash, by, reason, notBeforeMs, withoutRehearsal };
}

/** Closes the journal where it does not take the record. */
async function firstOf(journal: Journal, record: RecordBody): Promise<void> {
  try {
    await journal.append(record);
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** Room for one run. */
function createSlot(options: ManagerOptions) {
  let active: ActiveRun | undefined;
  return {
    active: () => active,
    /** Takes the journal over, and closes it also where the run cannot go on. */
    async fill(id: string, plan: Plan, journal: Journal): Promise<void> {
      try {
        active = carryOn(options, { id, plan, journal }, async (over) => {
          if (active === over) active = undefined;
          await over.close();
        });
      } catch (error) {
        await journal.close();
        throw error;
      }
    },
    async close() {
      const last = active;
      active = undefined;
      await last?.close();
    },
  };
}

function isUnfinished({ records }: StoredRun): boolean {
  const state = foldJournal(records);
  return state.run !== undefined && state.end === undefined;
}

async function signOff(
  store: RunStore,
  run: string,
  { by, note }: { readonly by: string; readonly note: string },
): Promise<{ readonly ok: true } | Refused> {
  const found = (await store.list()).find((each) => each.run === run);
  if (found === undefined) return no(`there is no run ${run}`, 'fairlead upgrade runs lists them.');
  if (found.plan.environment === 'live') return no(`run ${run} was no rehearsal`, 'Sign off a rehearsal.');
  if (foldJournal(found.records).end?.state !== 'completed')
    return no(`run ${run} was not completed`, 'Only a completed rehearsal says something.');
  const journal = await store.resume(run);
  try {
    await journal.append({ type: 'signed-off', by, note });
  } finally {
    await journal.close();
  }
  return { ok: true };
}

function viewOf(id: string, run: Run): RunView {
  const state = run.state();
  const { plan } = run;
  const seen = seenOf(id, plan, state);
  const decision = run.decision();
  const verbs = decision?.kind === 'unwritten' ? verbsUnwritten(plan, state) : seen.verbs;
  return { ...seen, verbs, decision, progress: run.progress() };
}

function storedView({ run, plan, records }: StoredRun): RunView {
  const state = foldJournal(records);
  return { ...seenOf(run, plan, state), decision: undefined, progress: undefined };
}

function seenOf(run: string, plan: StoredRun['plan'], state: RunView['state']) {
  const { copies: kept } = keptByRun(run, plan, state);
  return { run, plan, state, verbs: legalVerbs(plan, state), kept, checklists: checklistsOf(plan, state) };
}
