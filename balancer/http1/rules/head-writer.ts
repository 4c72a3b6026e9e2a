// Writes a head that is passed on: runs of untouched lines as one piece of the original, in case and order; fields of
// the hop left out; framing written anew. Whoever calls says what the start line and the framing are to be.

import type { FieldEdits } from '../../engine.ts';
import { fieldKind, firstHopKind } from './field-kinds.ts';
import type { FieldSection } from './field-section.ts';
import { nameSetOf } from './name-set.ts';

export type HeadPlan = {
  /** Start line without its line end; undefined keeps the one that came. */
  readonly startLine: string | undefined;
  readonly edits: FieldEdits | undefined;
  /** Lower-case names that Connection named. */
  readonly hopNames: readonly string[];
  /** False: Content-Length is left out, because the framing is another. */
  readonly keepLength: boolean;
  readonly keepExpect: boolean;
  /** Lines of our own with their line ends: framing, Connection. */
  readonly ownLines: string;
};

const keep = 0;
const drop = 1;
const rewrite = 2;

/** What is to happen with each field of the head being written; used within one call only. */
let actions = new Uint8Array(256);

/** The whole head, empty line included, one character a byte. */
export function writeHead(section: FieldSection, plan: HeadPlan): string {
  const { text } = section;
  markActions(section, plan);
  let head = plan.startLine === undefined ? '' : `${plan.startLine}\r\n`;
  let from = plan.startLine === undefined ? 0 : section.start;
  for (let index = 0; index < section.count; index++) {
    const action = actions[index];
    if (action === keep) continue;
    head += text.slice(from, section.nameStart(index));
    if (action === rewrite) head += rewritten(section, index, plan.edits);
    from = section.lineEnd(index);
  }
  head += text.slice(from, section.end);
  return `${head}${appended(plan.edits)}${plan.ownLines}\r\n`;
}

/** Up to so many names are looked for one by one: their list may be a new one in each answer. */
const fewNames = 4;

function markActions(section: FieldSection, plan: HeadPlan): void {
  const { count } = section;
  const { edits, hopNames } = plan;
  if (actions.length < count) actions = new Uint8Array(count * 2);
  for (let index = 0; index < count; index++) actions[index] = actionFor(section, index, plan);
  for (const name of hopNames) mark(section, name, drop);
  if (edits === undefined) return;
  if (edits.drop.length > fewNames) markMany(section, edits.drop);
  else for (const name of edits.drop) mark(section, name, drop);
  if (edits.replace.size > 0) for (const name of edits.replace.keys()) markReplaced(section, name);
}

function markMany(section: FieldSection, names: readonly string[]): void {
  const set = nameSetOf(names);
  for (let index = 0; index < section.count; index++) {
    if (set.has(section, index)) actions[index] = drop;
  }
}

function actionFor(section: FieldSection, index: number, plan: HeadPlan): number {
  const kind = section.kinds[index] as number;
  if (kind >= firstHopKind) return drop;
  if (kind === fieldKind.contentLength && !plan.keepLength) return drop;
  if (kind === fieldKind.expect && !plan.keepExpect) return drop;
  return isCanonical(section, index, kind) ? keep : rewrite;
}

/** One blank after the colon, none at the end, and no leading zeros in a length: such a line is passed as it is. */
function isCanonical(section: FieldSection, index: number, kind: number): boolean {
  const valueStart = section.valueStart(index);
  const valueEnd = section.valueEnd(index);
  if (section.lineEnd(index) !== valueEnd + 2) return false;
  if (valueStart !== section.nameEnd(index) + 2) return false;
  if (section.text.charCodeAt(valueStart - 1) !== 0x20) return false;
  return kind !== fieldKind.contentLength || valueEnd - valueStart === 1 || section.text[valueStart] !== '0';
}

function mark(section: FieldSection, name: string, action: number): void {
  for (let index = section.indexOf(name); index >= 0; index = section.indexOf(name, index + 1)) {
    actions[index] = action;
  }
}

/** The first field of the name carries the new value, further ones go. */
function markReplaced(section: FieldSection, name: string): void {
  mark(section, name, drop);
  const first = section.indexOf(name);
  if (first >= 0) actions[first] = rewrite;
}

function rewritten(section: FieldSection, index: number, edits: FieldEdits | undefined): string {
  const name = section.name(index);
  const replacement = edits?.replace.size ? edits.replace.get(name.toLowerCase()) : undefined;
  if (replacement !== undefined) return line(name, replacement);
  const value = section.value(index);
  const digits = section.kinds[index] === fieldKind.contentLength ? String(Number(value)) : value;
  return `${name}: ${digits}\r\n`;
}

function appended(edits: FieldEdits | undefined): string {
  if (edits === undefined) return '';
  let lines = '';
  for (let at = 0; at + 1 < edits.append.length; at += 2) {
    lines += line(edits.append[at] ?? '', edits.append[at + 1] ?? '');
  }
  return lines;
}

const notOneLine = /[\0\r\n]/;

/** Names that were looked at; the rules have a handful. */
const goodNames = new Set<string>();
const mostNames = 256;

/** A line with a value of the rules. A line end in it would be a second field: that is a fault, not a message. */
function line(name: string, value: string): string {
  if (notOneLine.test(value) || !isGoodName(name))
    throw new RangeError(`the value of ${name} has a line end`);
  return `${name}: ${value}\r\n`;
}

function isGoodName(name: string): boolean {
  if (goodNames.has(name)) return true;
  if (notOneLine.test(name)) return false;
  if (goodNames.size < mostNames) goodNames.add(name);
  return true;
}
