// One log record as one line for a person at a terminal: time, level, message, then what else it carries. Pure;
// where the output is no terminal the JSON line itself is written.

import { createPainter, type Paint } from './paint.ts';
import { printable } from './text-width.ts';

/** A record as pino writes it, parsed. */
export type LogRecord = Readonly<Record<string, unknown>>;

const levels: Readonly<Record<string, { readonly word: string; readonly paint: Paint }>> = {
  trace: { word: 'TRACE', paint: 'neutral' },
  debug: { word: 'DEBUG', paint: 'neutral' },
  info: { word: 'INFO ', paint: 'good' },
  warn: { word: 'WARN ', paint: 'amber' },
  error: { word: 'ERROR', paint: 'bad' },
  fatal: { word: 'FATAL', paint: 'bad' },
};
const shownApart = new Set(['level', 'time', 'msg', 'err']);

/** The line without its line break. Unknown fields are shown as `name=value`, an error with its whole chain. */
export function logText(record: LogRecord, color: boolean): string {
  const painter = createPainter(color);
  const level = levels[String(record.level)] ?? { word: String(record.level), paint: 'neutral' as const };
  const fields = Object.entries(record)
    .filter(([name]) => !shownApart.has(name))
    .map(([name, value]) => `${painter('faint', `${name}=`)}${valueText(value)}`);
  return [
    painter('faint', String(record.time ?? '').slice(11, 23)),
    painter(level.paint, level.word),
    painter('bold', printable(String(record.msg ?? ''))),
    ...fields,
    ...(record.err === undefined ? [] : [painter('bad', errorText(record.err))]),
  ].join(' ');
}

/** Maps of numbers read as `CRM01:31 CRM02:30`; everything else that is no single value as JSON. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? printable(value) : JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(value);
  return printable(JSON.stringify(value));
}

function errorText(error: unknown): string {
  if (error === null || typeof error !== 'object') return printable(String(error));
  const { code, message } = error as { code?: unknown; message?: unknown };
  return printable(code === undefined ? String(message) : `${String(code)}: ${String(message)}`);
}
