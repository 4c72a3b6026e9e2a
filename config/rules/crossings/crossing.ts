// How a fault between settings is made. The faults themselves stand in the neighbouring files.

import type { Finding, Path } from '../../errors.ts';

/** True for what stands in the file itself, false for a default. */
export type Written = (path: Path) => boolean;

type Told = {
  readonly path: Path;
  readonly message: string;
  readonly suggestion: string;
  /** The other settings it rests on. */
  readonly with?: readonly Path[];
};

/** Two settings that do not go together. */
export const clash = (told: Told): Finding => ({ ...finding(told), severity: 'fault', code: 'CFG_CLASH' });

/** Something that works and is unwise. */
export const risk = (told: Told): Finding => ({ ...finding(told), severity: 'warning', code: 'CFG_RISK' });

const finding = ({ path, message, suggestion, with: others = [] }: Told) => ({
  path,
  at: 'value' as const,
  message,
  allowed: null,
  suggestion,
  involves: [path, ...others],
});

/** Of two settings the one to blame first: the one that was written; the second where both or none were. */
export function blame(
  written: Written,
  first: Path,
  second: Path,
): { readonly path: Path; readonly other: Path } {
  return written(first) && !written(second) ? { path: first, other: second } : { path: second, other: first };
}
