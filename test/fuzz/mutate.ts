// Changes a message in one to a few places, as chance has it.

import { spice } from './corpus.ts';
import type { Random } from './random.ts';

type Mutation = (text: string, random: Random, others: readonly string[]) => string;

const put = (text: string, at: number, piece: string, gone = 0) =>
  text.slice(0, at) + piece + text.slice(at + gone);
const place = (text: string, random: Random) => random.below(text.length + 1);

const mutations: readonly Mutation[] = [
  (text, random) => put(text, place(text, random), random.pick(spice)),
  (text, random) => put(text, place(text, random), random.pick(spice), 1),
  (text, random) => put(text, place(text, random), '', 1 + random.below(3)),
  (text, random) => put(text, place(text, random), String.fromCharCode(random.below(256)), 1),
  (text, random) => put(text, place(text, random), String.fromCharCode(random.below(256))),
  (text, random) => flipCase(text, place(text, random)),
  (text, random) => doubleLine(text, random),
  (text, random) => swapLines(text, random),
  (text, random) => insertLine(text, random),
  (text, random, others) => splice(text, random.pick(others), random),
  (text, random) => text.slice(0, place(text, random)),
];

/** One to four changes; `others` are messages to take pieces of. */
export function mutate(text: string, random: Random, others: readonly string[]): string {
  let changed = text;
  for (let count = 1 + random.below(4); count > 0; count--)
    changed = random.pick(mutations)(changed, random, others);
  return changed.slice(0, 4000);
}

/** Cuts a text into pieces at up to six places. */
export function cut(text: string, random: Random): string[] {
  const places = Array.from({ length: random.below(7) }, () => place(text, random)).sort((a, b) => a - b);
  return [...places, text.length].map((end, index) => text.slice(places[index - 1] ?? 0, end));
}

function flipCase(text: string, at: number): string {
  const character = text[at] ?? '';
  const upper = character.toUpperCase();
  return put(text, at, character === upper ? character.toLowerCase() : upper, 1);
}

function doubleLine(text: string, random: Random): string {
  const lines = text.split('\r\n');
  const line = random.below(lines.length);
  lines.splice(random.below(lines.length), 0, lines[line] ?? '');
  return lines.join('\r\n');
}

function swapLines(text: string, random: Random): string {
  const lines = text.split('\r\n');
  const one = random.below(lines.length);
  const other = random.below(lines.length);
  [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
  return lines.join('\r\n');
}

function insertLine(text: string, random: Random): string {
  const lines = text.split('\r\n');
  lines.splice(1 + random.below(3), 0, `${random.pick(spice)}${random.pick(spice)}: ${random.pick(spice)}`);
  return lines.join('\r\n');
}

function splice(text: string, other: string, random: Random): string {
  return text.slice(0, place(text, random)) + other.slice(place(other, random));
}
