// What backups keep, as it stands in the journal: every file with its place, size and hash. Pure.

import { counted } from '../../rules/counted.ts';
import type { RunState } from '../model.ts';
import type { PlannedStep } from '../plan-model.ts';
import type { StepOutcome } from '../run.ts';

export type KeptFile = {
  /** Name of the server it lies on. */
  readonly server: string;
  /** Folder or key that was kept. */
  readonly of: string;
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 in hex. */
  readonly hash: string;
};

/** The outcome of a step that kept these. */
export function kept(files: readonly KeptFile[]): StepOutcome {
  if (files.length === 0)
    return { outcome: 'failed', text: 'there is nothing that the settings say to keep' };
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  return {
    outcome: 'done',
    text: `${counted(files.length, 'file')}, ${sizeText(bytes)}`,
    evidence: { files },
  };
}

/** What a step kept and nobody has deleted since; nothing where it is not done. */
export function keptFiles({ evidence, deleted }: RunState, { id }: PlannedStep): readonly KeptFile[] {
  const kept = evidence.get(id)?.files;
  const files = Array.isArray(kept) ? (kept as readonly KeptFile[]) : [];
  const isDeleted = (copy: KeptFile) =>
    deleted.some((each) => each.server === copy.server && each.file === copy.file);
  return deleted.length === 0 ? files : files.filter((copy) => !isDeleted(copy));
}

/** A file name for the copy of a folder or key: its words, without what a file system minds. */
export function nameOfCopy(step: string, of: string): string {
  const words = of
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(-80);
  return `${step}-${words}`;
}

/** Begins the names of everything a run keeps. */
export function runName({ run, planHash }: RunState): string {
  return `fairlead-run-${run ?? 'none'}-${(planHash ?? '').slice(0, 8)}`;
}

/** For people, such as `2.1 GB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}
