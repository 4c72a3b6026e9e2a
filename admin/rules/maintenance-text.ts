// The maintenance plan for people: what is due when, what was done, how far a task is. Pure.

import type { MaintenanceDocument, MaintenanceHistory, MaintenanceRun } from '../operations/maintenance.ts';
import { parseIsoTime, shortDuration, shortTimeOf } from './iso-time.ts';
import { cut, hanging, left, printable, wrap } from './text-width.ts';

type Task = MaintenanceDocument['tasks'][number];

/** Lines are never wider than `columns`. */
export function planText(plan: MaintenanceDocument, columns: number, nowMs: number): string {
  const rows = plan.tasks.map((task) =>
    row([stateMark(task), task.task, task.when ?? 'off', nextText(task, nowMs), lastText(task, nowMs)]),
  );
  const head = row([' ', 'TASK', 'WHEN', 'NEXT', 'LAST']);
  const lines = [head, ...rows].map((line) => cut(line.trimEnd(), columns));
  return `${[...lines, ...footer(plan, columns, nowMs)].join('\n')}\n`;
}

const widths = [1, 19, 13, 20, 24] as const;

const row = (cells: readonly string[]) =>
  cells.map((cell, index) => left(cell, widths[index] ?? 20)).join(' ');

function stateMark({ state, lastRun }: Task): string {
  if (state === 'running') return '◌';
  if (lastRun?.outcome === 'failed' || lastRun?.outcome === 'unknown') return '✖';
  if (state === 'overdue') return '⚠';
  if (state === 'off') return '•';
  return lastRun === null ? '◷' : '✔';
}

function nextText({ state, next }: Task, nowMs: number): string {
  if (state === 'running') return 'now';
  return next === null ? '-' : shortTimeOf(next, nowMs);
}

function lastText({ lastRun, state }: Task, nowMs: number): string {
  if (lastRun === null) return state === 'overdue' ? 'never, overdue' : '-';
  if (lastRun.outcome === null) return `began ${ago(lastRun.began, nowMs)} ago`;
  const word = state === 'overdue' ? `${lastRun.outcome}, overdue` : lastRun.outcome;
  return `${ago(lastRun.ended ?? lastRun.began, nowMs)} ago ${word}`;
}

function footer(plan: MaintenanceDocument, columns: number, nowMs: number): string[] {
  const { enabled, timeZone, held, active, tasks } = plan;
  const lines = enabled
    ? [`Times of the schedules are those of ${printable(timeZone)}.`]
    : ['The plan is off (maintenance.enabled): tasks are run by hand only.'];
  if (held !== null) lines.push(`⏸ Nothing begins: ${printable(held)}.`);
  if (active !== null) lines.push(progressLine(active));
  for (const { task, missed, note, lastRun } of tasks) {
    if (missed !== null)
      lines.push(`⚠ ${task} was missed ${shortTimeOf(missed.due, nowMs)}: ${printable(missed.because)}.`);
    if (lastRun?.outcome === 'failed' || lastRun?.outcome === 'unknown')
      lines.push(`✖ ${task}: ${printable(lastRun.text ?? '')} ${printable(lastRun.mend ?? '')}`.trimEnd());
    if (note !== null) lines.push(`• ${task} is ${note}.`);
  }
  return ['', ...lines.flatMap((line) => wrap(line, columns))];
}

const barWidth = 20;

/** One line: the task, a bar where it is known how far it is, and what it is at. */
export function progressLine({ run, at, percent }: NonNullable<MaintenanceDocument['active']>): string {
  const doing = at === null ? '' : ` ${printable(at)}`;
  if (percent === null) return `◌ ${run.task}${doing}`;
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * barWidth);
  return `◌ ${run.task} [${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${Math.floor(percent)} %${doing}`;
}

/** What came of a run. */
export function endText(run: MaintenanceRun, columns: number): string {
  const mark = run.outcome === 'done' ? '✔' : '✖';
  const took = run.durationMs === null ? '' : ` after ${shortDuration(run.durationMs)}`;
  const text = `${mark} ${run.task} ${run.outcome ?? 'runs'}${took}: ${printable(run.text ?? '')}`;
  const mend = run.mend === null ? [] : [`  ${printable(run.mend)}`];
  return `${[text, ...mend].flatMap((line) => wrap(line, columns)).join('\n')}\n`;
}

/** Newest first, runs and what was not run by their times. */
export function historyText(history: MaintenanceHistory, columns: number, nowMs: number): string {
  const runs = history.runs.map((run) => ({ at: run.began, mark: runMark(run), text: runText(run, nowMs) }));
  const passed = history.passed.map((each) => {
    const times = each.count === 1 ? '' : ` (${each.count} times)`;
    const text = `${shortTimeOf(each.due, nowMs)} ${each.task} ${each.type}${times}: ${printable(each.because)}`;
    return { at: each.due, mark: each.type === 'missed' ? '⚠' : '•', text };
  });
  const all = [...runs, ...passed].sort((one, other) => other.at.localeCompare(one.at));
  if (all.length === 0) return 'Nothing was done yet.\n';
  return `${all.flatMap(({ mark, text }) => hanging(`${mark} `, text, columns)).join('\n')}\n`;
}

const marks = { done: '✔', failed: '✖', cancelled: '⏸', unknown: '?' } as const;

const runMark = ({ outcome }: MaintenanceRun) => (outcome === null ? '◌' : marks[outcome]);

function runText(run: MaintenanceRun, nowMs: number): string {
  const took = run.durationMs === null ? '' : ` ${shortDuration(run.durationMs)}`;
  const who = run.by === 'plan' ? (run.late ? ' late' : '') : ` by ${printable(run.by)}`;
  const text = run.text === null ? '' : `: ${printable(run.text)}`;
  return `${shortTimeOf(run.began, nowMs)} ${run.task} ${run.outcome ?? 'runs'}${took}${who}${text}`;
}

function ago(text: string, nowMs: number): string {
  const atMs = parseIsoTime(text);
  return atMs === undefined ? text : shortDuration(nowMs - atMs);
}
