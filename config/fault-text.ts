// Faults for people (a terminal, or one line each for a pipe) and for programs (JSON).

import type { Fault } from './errors.ts';
import { wrap } from './rules/wrap.ts';

export type FaultTextOptions = {
  /** Columns of the terminal; undefined gives one line a fault, its parts apart by two blanks, for grep and editors. */
  readonly width: number | undefined;
  readonly colours: boolean;
};

/** The text to print, with a last line that counts; ends with a line feed. Empty where there is nothing to tell. */
export function faultText(faults: readonly Fault[], { width, colours }: FaultTextOptions): string {
  if (faults.length === 0) return '';
  const paint = colours ? coloured : plain;
  const told = faults.map((fault) =>
    width === undefined ? lineOf(fault, paint) : blockOf(fault, width, paint),
  );
  return `${told.join(width === undefined ? '\n' : '\n\n')}\n${width === undefined ? '' : '\n'}${summary(faults, paint)}\n`;
}

/** One JSON object, two blanks deep; `version` changes when a key does. */
export function faultJson(faults: readonly Fault[]): string {
  const count = (severity: Fault['severity']) => faults.filter((each) => each.severity === severity).length;
  const ok = count('fault') === 0;
  const body = { version: 1, ok, faults: count('fault'), warnings: count('warning'), entries: faults };
  return `${JSON.stringify(body, null, 2)}\n`;
}

type Paint = (text: string, style: 'place' | 'path' | Fault['severity']) => string;

const plain: Paint = (text) => text;
const styles = { place: '2', path: '1', fault: '31', warning: '33' } as const;
const coloured: Paint = (text, style) => `\u001b[${styles[style]}m${text}\u001b[0m`;

const placeOf = ({ file, line, column }: Fault) => `${file}:${line}:${column}`;

function lineOf(fault: Fault, paint: Paint): string {
  const { severity, path, message, allowed, suggestion } = fault;
  const told = severity === 'warning' ? `warning: ${message}` : message;
  const parts = [
    paint(placeOf(fault), 'place'),
    paint(path === '' ? '(file)' : path, 'path'),
    paint(told, severity),
    ...(allowed === null ? [] : [`allowed: ${allowed}`]),
    ...(suggestion === null ? [] : [suggestion]),
  ];
  return parts.map((part) => part.replaceAll('\n', ' ')).join('  ');
}

function blockOf(fault: Fault, width: number, paint: Paint): string {
  const { severity, path, message, allowed, suggestion } = fault;
  const told = severity === 'warning' ? `warning: ${message}` : message;
  const head = `${paint(placeOf(fault), 'place')}${path === '' ? '' : `  ${paint(path, 'path')}`}`;
  const body = [paint(wrap(told, width - 4, '    '), severity)];
  if (allowed !== null) body.push(wrap(`allowed: ${allowed}`, width - 4, '             '));
  if (suggestion !== null) body.push(wrap(`-> ${suggestion}`, width - 4, '       '));
  return [head, ...body.map((each) => `    ${each}`)].join('\n');
}

function summary(faults: readonly Fault[], paint: Paint): string {
  const many = (severity: Fault['severity']) => {
    const count = faults.filter((each) => each.severity === severity).length;
    return count === 0 ? [] : [paint(`${count} ${severity}${count === 1 ? '' : 's'}`, severity)];
  };
  return [...many('fault'), ...many('warning')].join(', ');
}
