// A run as a tree for a terminal: the run, what is done from here, and each server with the step it is at. Pure.

import type { RunDocument, RunStatusWord } from '../run-schema.ts';
import { parseIsoTime, shortDuration } from './iso-time.ts';
import { itemLines } from './item-lines.ts';
import { keptText } from './kept-text.ts';
import { createPainter, type Looks, type Painter } from './paint.ts';
import { cut, hanging, left, printable, right, widthOf, wrap } from './text-width.ts';

export type TreeOptions = {
  readonly columns: number;
  readonly color: boolean;
  readonly nowMs: number;
  /** Every step on a line of its own. */
  readonly steps: boolean;
};

const statusLooks: Readonly<Record<RunStatusWord, Looks>> = {
  scheduled: { icon: '◷', paint: 'amber' },
  progressing: { icon: '◌', paint: 'drain' },
  waiting: { icon: '◷', paint: 'amber' },
  paused: { icon: '⏸', paint: 'maintenance' },
  failed: { icon: '✖', paint: 'bad' },
  'rolling-back': { icon: '◌', paint: 'drain' },
  completed: { icon: '✔', paint: 'good' },
  'rolled-back': { icon: '✔', paint: 'amber' },
  aborted: { icon: '⚠', paint: 'amber' },
};

type Step = RunDocument['steps'][number];

const stepLooks: Readonly<Record<Step['state'], Looks>> = {
  waiting: { icon: '◷', paint: 'neutral' },
  begun: { icon: '◌', paint: 'drain' },
  failed: { icon: '✖', paint: 'bad' },
  unknown: { icon: '✖', paint: 'bad' },
  done: { icon: '✔', paint: 'good' },
  skipped: { icon: '•', paint: 'neutral' },
};

/** The whole tree with a line break at its end; no line is wider than `columns`. */
export function runTree(run: RunDocument, { columns, color, nowMs, steps }: TreeOptions): string {
  const painter = createPainter(color);
  const groups = groupsOf(run);
  const nameWidth = Math.max(4, ...groups.map(({ name }) => widthOf(name)));
  const lines = [
    ...headLines(run, columns, painter),
    '',
    painter(
      'faint',
      cut(
        `    ${left('NAME', nameWidth)}    ${left('STATE', 8)}${right('STEPS', 6)}${right('SINCE', 7)}  STEP`,
        columns,
      ),
    ),
    ...groups.flatMap((group, index) => {
      const last = index === groups.length - 1;
      const own = groupLine(group, { last, nameWidth, columns, painter, nowMs });
      return steps ? [own, ...group.steps.flatMap((step) => stepLines(step, last, columns, painter))] : [own];
    }),
    ...tailLines(run, columns, painter),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function headLines(run: RunDocument, columns: number, painter: Painter): readonly string[] {
  const { icon, paint } = statusLooks[run.status];
  const times = [
    `step ${Math.min(run.stepsDone + (run.endedAt === null ? 1 : 0), run.steps.length)}/${run.steps.length}`,
    `elapsed ${shortDuration(run.activeSeconds * 1000)}`,
    ...(run.pausedSeconds > 0 ? [`paused ${shortDuration(run.pausedSeconds * 1000)}`] : []),
    `limit ${shortDuration(run.deadlineSeconds * 1000)}`,
    ...leftOf(run),
  ];
  const title = `Run ${run.run}: ${printable(run.title)} (${run.environment})`;
  const status = `${icon} ${run.statusText}`;
  const rest = ` · ${times.join(' · ')}`;
  return [
    painter('bold', cut(title, columns)),
    painter(paint, status) + cut(rest, Math.max(0, columns - widthOf(status))),
  ];
}

/** As long as each step that is left took last time; nothing where one was never done. */
function leftOf({ steps, status }: RunDocument): readonly string[] {
  const open = steps.filter(({ state }) => state !== 'done' && state !== 'skipped');
  if (open.length === 0 || status !== 'progressing') return [];
  let seconds = 0;
  for (const { estimateSeconds } of open) {
    if (estimateSeconds === null) return [];
    seconds += estimateSeconds;
  }
  return [`about ${shortDuration(seconds * 1000)} left`];
}

type Group = { readonly name: string; readonly steps: readonly Step[] };

/** What is done to one server belongs to it; the rest is done from here, or to all at once. */
function groupsOf({ steps, servers }: RunDocument): readonly Group[] {
  const ownerOf = (step: Step) => (step.targets.length === 1 ? step.targets[0] : undefined);
  const groups = [{ name: 'cluster', steps: steps.filter((step) => ownerOf(step) === undefined) }];
  for (const name of servers) groups.push({ name, steps: steps.filter((step) => ownerOf(step) === name) });
  return groups.filter((group) => group.steps.length > 0);
}

type LineOptions = {
  readonly last: boolean;
  readonly nameWidth: number;
  readonly columns: number;
  readonly painter: Painter;
  readonly nowMs: number;
};

function groupLine(
  { name, steps }: Group,
  { last, nameWidth, columns, painter, nowMs }: LineOptions,
): string {
  const at = currentOf(steps);
  const done = steps.filter((step) => step.state === 'done' || step.state === 'skipped').length;
  const state = stateOf(steps, at, done);
  const { icon, paint } = stepLooks[state];
  const count = right(`${done}/${steps.length}`, 6);
  const sinceMs = at?.since === undefined || at.since === null ? undefined : parseIsoTime(at.since);
  const since = right(sinceMs === undefined ? '-' : shortDuration(nowMs - sinceMs), 7);
  const branch = last ? '└── ' : '├── ';
  const plain = `${branch}${left(printable(name), nameWidth)}  `;
  const used = widthOf(plain) + 2 + 8 + widthOf(count) + widthOf(since) + 2;
  const info = cut(infoOf(at, name), Math.max(0, columns - used));
  return `${plain}${painter(paint, icon)} ${left(wordOf(state, at), 8)}${count}${since}  ${info}`;
}

/** The step a server is at: what is being undone, what is under way or failed, else the next. */
function currentOf(steps: readonly Step[]): Step | undefined {
  return (
    steps.findLast((step) => step.undoState !== null && step.undoState !== 'done') ??
    steps.find((step) => step.state === 'begun' || step.state === 'failed' || step.state === 'unknown') ??
    steps.find((step) => step.state === 'waiting') ??
    steps.at(-1)
  );
}

function stateOf(steps: readonly Step[], at: Step | undefined, done: number): Step['state'] {
  if (done === steps.length) return 'done';
  return at?.state ?? 'waiting';
}

function wordOf(state: Step['state'], at: Step | undefined): string {
  if (at?.undoState === 'done') return 'undone';
  if (at?.undoState !== null && at?.undoState !== undefined) return 'undoing';
  return state === 'begun' ? 'now' : state;
}

/** Of one that is still to come its title; else what it tells, without the name that stands at the left already. */
function infoOf(at: Step | undefined, name: string): string {
  if (at === undefined) return '';
  if (at.text === '') return printable(at.state === 'waiting' ? at.title : `${at.key}: ${at.title}`);
  const text = at.text.startsWith(`${name}: `) ? at.text.slice(name.length + 2) : at.text;
  return printable(`${at.key}: ${text}`);
}

function stepLines(step: Step, last: boolean, columns: number, painter: Painter): readonly string[] {
  const { icon, paint } = stepLooks[step.state];
  const trunk = last ? '    ' : '│   ';
  const took = step.tookSeconds === null ? '' : ` ${shortDuration(step.tookSeconds * 1000)}`;
  const undone = step.undoState === 'done' ? ' (undone)' : '';
  const text = `${step.id}${undone}${took}${step.text === '' ? '' : `: ${step.text}`}`;
  const own = `${trunk}${painter(paint, icon)} ${cut(printable(text), Math.max(0, columns - 6))}`;
  return [own, ...itemLines(step.items, columns - 6).map((line) => `${trunk}  ${line}`)];
}

function tailLines(run: RunDocument, columns: number, painter: Painter): readonly string[] {
  const said = run.because === '' ? [] : ['', ...wrap(printable(saidOf(run)), columns)];
  const mend =
    run.mend === null ? [] : wrap(printable(`→ ${run.mend}`), columns).map((line) => painter('faint', line));
  const waiting = run.steps.find(({ id, byPerson }) => id === run.at && byPerson);
  const items = run.steps.find(({ id }) => id === run.at)?.items ?? [];
  const todo =
    items.length > 0
      ? itemLines(items, columns)
      : (waiting?.instructions ?? []).flatMap((text, index) => hanging(`${index + 1}. `, text, columns));
  const which = items.length > 0 ? ` --item ${openItem(items)}` : '';
  const confirm = `→ fairlead upgrade confirm ${waiting?.id}${which} -m "how you know that it is done"`;
  const then = waiting === undefined || run.status !== 'waiting' ? [] : wrap(printable(confirm), columns);
  const findings = run.findings
    .filter((finding) => finding.resolvedBy === null)
    .flatMap(({ id, severity, text }) => {
      const mark = severity === 'blocking' ? '✖' : '⚠';
      return hanging(`${mark} `, `${id}: ${text}`, columns);
    });
  const verbs =
    run.verbs.length === 0 ? [] : wrap(`Next: fairlead upgrade ${run.verbs.join(' | ')}`, columns);
  const kept = keptText(run);
  const left = kept === undefined ? [] : wrap(printable(kept), columns).map((line) => painter('faint', line));
  return [...said, ...todo, ...then, ...mend, ...findings, ...verbs, ...left];
}

const openItem = (items: Step['items']) =>
  items.find(({ state, automatic, at }) => state === 'open' && (!automatic || at !== null))?.number ?? 1;

/** What it is at in full, which the lines of the servers have no room for. */
function saidOf({ because, status, at, steps }: RunDocument): string {
  const step = steps.find(({ id }) => id === at);
  if (step === undefined || (status !== 'progressing' && status !== 'rolling-back')) return because;
  return status === 'progressing'
    ? `${step.id}: ${step.title} (${because})`
    : `${step.undo ?? step.title} (${because})`;
}
