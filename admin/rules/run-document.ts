// A run and a plan as the API tells them, from the journal's state and the last decision. Pure.

import type { RunView } from '../../cluster/upgrade/manager-types.ts';
import type { RunState, Standing, StepState } from '../../cluster/upgrade/model.ts';
import type { Plan, PlannedStep } from '../../cluster/upgrade/plan-model.ts';
import type { Checklists, ShownItem } from '../../cluster/upgrade/rules/checklist.ts';
import type { Hop } from '../../cluster/upgrade/rules/hops.ts';
import type { KeptCopy } from '../../cluster/upgrade/rules/kept-run.ts';
import type { PlanDocument, RunDocument, RunStatusWord } from '../run-schema.ts';
import { isoTime } from './iso-time.ts';
import { itemDocument } from './item-document.ts';

/** A plan to be reviewed. */
export function planDocument(
  plan: Plan,
  hops: readonly Hop[],
  differences: readonly string[],
  checklists: Checklists,
): PlanDocument {
  const { recipe, title, environment, hash, outage, parameters } = plan;
  return {
    recipe,
    title,
    environment,
    hash,
    outage,
    outageSeconds: outage ? outageSeconds(plan) : null,
    servers: plan.servers.map(({ name }) => name),
    parameters: { ...parameters },
    hops: hops.map(({ from, to, source, sure }) => ({ from, to, source, sure: sure === 'confirmed' })),
    steps: plan.steps.map((step) => stepDocument(step, checklists.get(step.id)?.items)),
    differences: [...differences],
  };
}

/** From the first step that puts users out to the first that lets them in; null where an estimate is missing. */
function outageSeconds({ steps }: Plan): number | null {
  const from = steps.findIndex((step) => step.changes.includes('users-out'));
  const to = steps.findIndex((step) => step.changes.includes('users-in'));
  if (from < 0 || to < from) return null;
  const within = steps.slice(from, to);
  const known = within.flatMap((step) => step.estimateMs ?? []);
  return known.length === within.length ? Math.round(sum(known) / 1000) : null;
}

function stepDocument(step: PlannedStep, items: readonly ShownItem[] = []): PlanDocument['steps'][number] {
  const { id, key, phase, kind, title, targets, needs, proof, skippable, undo, timeoutMs, estimateMs } = step;
  return {
    id,
    key,
    phase,
    kind,
    title,
    targets: [...targets],
    needs: [...needs],
    proof,
    skippable,
    undo: undo?.title ?? null,
    timeoutSeconds: timeoutMs / 1000,
    estimateSeconds: estimateMs === undefined ? null : Math.round(estimateMs / 1000),
    byPerson: step.byPerson,
    instructions: instructionsOf(step, items),
    items: items.map(({ number, text, look }) => ({ number, text, automatic: look !== undefined })),
  };
}

/** `with.instructions` of what a person does, or the items of what is tested. */
function instructionsOf({ with: { instructions } }: PlannedStep, items: readonly ShownItem[]): string[] {
  return Array.isArray(instructions) ? instructions.map(String) : items.map(({ text }) => text);
}

/** An undo that says nothing of its own has the inputs of its step: what was to be done is not what is to be undone. */
function undoInstructionsOf({ undo, with: { instructions } }: PlannedStep): string[] {
  const own = undo?.with.instructions;
  return Array.isArray(own) && String(own) !== String(instructions) ? own.map(String) : [];
}

/** One run as it is now. */
export function runDocument(view: RunView, nowMs: number): RunDocument {
  const { run, plan, state, verbs } = view;
  const decision = stillHolds(view) ? view.decision : undefined;
  const steps = plan.steps.map((step) => ({
    ...stepDocument(step, view.checklists.get(step.id)?.items),
    ...(state.mode === 'rolling-back' && {
      byPerson: step.undo?.byPerson ?? false,
      instructions: undoInstructionsOf(step),
    }),
    ...progressOf(state.steps.get(step.id), state.undos.get(step.id), view.progress),
    items: view.checklists.get(step.id)?.items.map(itemDocument) ?? [],
    itemsDone: view.checklists.get(step.id)?.settled ?? 0,
  }));
  const { status, statusText, because, mend } = statusOf(view, decision);
  const pausedMs = state.pausedMs + (state.paused === undefined ? 0 : nowMs - state.paused.sinceMs);
  const begunMs = state.startedAtMs ?? nowMs;
  return {
    run,
    recipe: plan.recipe,
    title: plan.title,
    environment: plan.environment,
    planHash: plan.hash,
    status,
    statusText,
    because,
    mend,
    startedAt: state.startedAtMs === undefined ? null : isoTime(state.startedAtMs),
    endedAt: state.endedAtMs === undefined ? null : isoTime(state.endedAtMs),
    activeSeconds: Math.max(0, Math.round(((state.endedAtMs ?? nowMs) - begunMs - pausedMs) / 1000)),
    pausedSeconds: Math.round(pausedMs / 1000),
    deadlineSeconds: Math.round((plan.deadlineMs + state.extendedMs) / 1000),
    stepsDone: steps.filter((step) => step.state === 'done' || step.state === 'skipped').length,
    steps,
    servers: plan.servers.map(({ name }) => name),
    at: atStep(state, decision),
    findings: state.findings.map(({ id, step, severity, text, resolvedBy }) => ({
      id,
      step,
      severity,
      text,
      resolvedBy: resolvedBy ?? null,
    })),
    verbs: [...verbs],
    kept: view.kept.map(keptDocument),
    signedOffBy: state.signedOff?.by ?? null,
  };
}

/** Between an answer of a person and the next look the last decision is one of the past. */
function stillHolds({ state, decision, checklists }: RunView): boolean {
  if (decision?.kind !== 'wait') return true;
  if (decision.for === 'resume') return state.paused !== undefined;
  const { step } = decision;
  const states = state.mode === 'rolling-back' ? state.undos : state.steps;
  const own = step === undefined ? undefined : states.get(step.id)?.state;
  if (step !== undefined && checklists.get(step.id)?.waits === false) return false;
  return own !== 'done' && own !== 'skipped';
}

function progressOf(
  own: StepState = { state: 'waiting' },
  back: StepState | undefined,
  told: string | undefined,
) {
  const shown = back === undefined || back.state === 'waiting' ? own : back;
  return {
    state: own.state,
    undoState: back?.state ?? null,
    since: shown.state === 'waiting' ? null : isoTime(shown.state === 'begun' ? shown.sinceMs : shown.atMs),
    tookSeconds: own.state === 'done' ? Math.round(own.tookMs / 1000) : null,
    text: shown.state === 'begun' && told !== undefined ? told : textOf(shown),
  };
}

function textOf(state: StepState): string {
  switch (state.state) {
    case 'waiting':
      return '';
    case 'begun':
      return state.try === 1 ? '' : `try ${state.try}`;
    case 'failed':
    case 'unknown':
    case 'done':
      return state.text;
    case 'skipped':
      return `skipped by ${state.by}: ${state.reason}`;
  }
}

function atStep(state: RunState, decision: Standing | undefined): string | null {
  if (state.end !== undefined) return null;
  if (state.halted?.step !== undefined) return state.halted.step;
  return decision !== undefined && 'step' in decision ? (decision.step?.id ?? null) : null;
}

type Said = {
  readonly status: RunStatusWord;
  readonly statusText: string;
  readonly because: string;
  readonly mend: string | null;
};

function statusOf({ plan, state, checklists }: RunView, decision: Standing | undefined): Said {
  const say = (
    status: RunStatusWord,
    statusText: string,
    because = '',
    mend: string | null = null,
  ): Said => ({
    status,
    statusText,
    because,
    mend,
  });
  const { end, halted, paused } = state;
  if (end !== undefined) {
    switch (end.state) {
      case 'completed':
        return say('completed', 'Completed');
      case 'rolled-back':
        return say('rolled-back', end.server === undefined ? 'RolledBack' : `RolledBack (${end.server})`);
      case 'aborted':
        return say('aborted', `Aborted (${end.upgraded} of ${end.of} new)`);
    }
  }
  if (decision?.kind === 'unwritten')
    return say('failed', 'Failed (journal)', decision.because, decision.mend);
  if (paused !== undefined)
    return say('paused', 'Paused', `by ${paused.by}: ${paused.reason}`, 'fairlead upgrade resume');
  if (halted !== undefined)
    return say('failed', `Failed (${whereOf(plan, halted.step)})`, halted.because, halted.mend);
  const because = decision === undefined || !('because' in decision) ? '' : decision.because;
  if (decision?.kind === 'wait') {
    if (decision.for === 'window') return say('scheduled', 'Scheduled', because);
    const text = decision.for === 'person' ? 'Waiting for a person' : 'Waiting';
    const count = checklists.get(decision.step?.id ?? '')?.count;
    return say('waiting', text, count === undefined ? because : `${because} (${count})`);
  }
  return state.mode === 'rolling-back'
    ? say('rolling-back', 'RollingBack', because)
    : say('progressing', 'Progressing', because);
}

function whereOf(plan: Plan, id: string | undefined): string {
  const step = plan.steps.find((each) => each.id === id);
  if (step === undefined) return 'whole run';
  return step.targets.length === 1 ? `${step.targets[0]} at ${step.key}` : step.key;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

const keptWords: Readonly<Record<KeptCopy['kind'], RunDocument['kept'][number]['what']>> = {
  'backup-database': 'database',
  'backup-files': 'files',
  'backup-registry': 'registry',
};

function keptDocument({
  kind,
  server,
  of,
  file,
  bytes,
  hash,
  versions,
}: KeptCopy): RunDocument['kept'][number] {
  // The database is of the version that all servers had.
  const all = [...new Set(Object.values(versions))].join(', ');
  const version = server === '' ? all : (versions[server] ?? '');
  return {
    what: keptWords[kind],
    server: server || null,
    of,
    file,
    bytes,
    hash: hash || null,
    version: version || null,
  };
}
