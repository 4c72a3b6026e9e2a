// Colours of the terminal by meaning, and the icon of each state: never a colour alone (operators.md 3.2). Pure.

import type { ServerStateWord, Status } from '../status-schema.ts';

/** Meaning -> SGR parameters of the sixteen colours that every terminal has. */
const sgr = {
  bold: '1',
  faint: '2',
  good: '32',
  amber: '93',
  bad: '31',
  drain: '94',
  maintenance: '33',
  neutral: '90',
} as const;

export type Paint = keyof typeof sgr;

/** Puts a colour on a finished piece of text, or leaves it as it is. */
export type Painter = (paint: Paint, text: string) => string;

/** A painter for a terminal that shows colours, or one that changes nothing. */
export function createPainter(color: boolean): Painter {
  return color ? (paint, text) => `\u001b[${sgr[paint]}m${text}\u001b[0m` : (_paint, text) => text;
}

/** How something is shown: never by its colour alone. */
export type Looks = { readonly icon: string; readonly paint: Paint };

export const stateLooks: Readonly<Record<ServerStateWord, Looks>> = {
  serving: { icon: '✔', paint: 'good' },
  full: { icon: '⚠', paint: 'amber' },
  'going-up': { icon: '◌', paint: 'amber' },
  'going-down': { icon: '⚠', paint: 'amber' },
  down: { icon: '✖', paint: 'bad' },
  ejected: { icon: '✖', paint: 'bad' },
  warming: { icon: '◌', paint: 'amber' },
  draining: { icon: '◌', paint: 'drain' },
  maintenance: { icon: '•', paint: 'maintenance' },
  unknown: { icon: '•', paint: 'neutral' },
};

export const clusterLooks: Readonly<Record<Status['state'], Looks>> = {
  serving: { icon: '✔', paint: 'good' },
  degraded: { icon: '⚠', paint: 'amber' },
  'none-serving': { icon: '✖', paint: 'bad' },
};

export const noticeLooks = {
  fault: { icon: '✖', paint: 'bad' },
  warning: { icon: '⚠', paint: 'amber' },
  info: { icon: '•', paint: 'neutral' },
} as const satisfies Readonly<Record<Status['notices'][number]['severity'], Looks>>;
