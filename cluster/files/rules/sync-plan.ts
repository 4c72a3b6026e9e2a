// What has to be copied so that all servers have what the master has: in order, one server after another, within the
// limits of size. Pure.

import type { ServerId } from '../../model.ts';
import type { SeenFile } from '../model.ts';
import type { Difference } from './diff.ts';
import { isPlainPath } from './ignored.ts';

/** What is known of one folder on one server. */
export type ServerDifferences = {
  readonly server: { readonly id: ServerId; readonly name: string };
  readonly folder: string;
  readonly differences: readonly Difference[];
};

export type SyncStep = {
  readonly server: { readonly id: ServerId; readonly name: string };
  readonly folder: string;
  readonly path: string;
} & (
  | { readonly kind: 'add'; readonly file: SeenFile }
  | { readonly kind: 'replace'; readonly file: SeenFile; readonly was: SeenFile }
  /** The master has none: it is taken away and kept. */
  | { readonly kind: 'set-aside'; readonly was: SeenFile }
);

export type SyncPlan = {
  readonly steps: readonly SyncStep[];
  /** To be copied. */
  readonly bytes: number;
  /** Left to a person. */
  readonly leftOut: readonly LeftOut[];
  /** True where it is more than is copied at once; then nothing is. */
  readonly tooMuch: boolean;
};

export type LeftOut = {
  readonly server: string;
  readonly folder: string;
  readonly path: string;
  readonly because: 'too-big' | 'no-plain-path';
};

export type SyncChoice = {
  /** Also what the master does not have. */
  readonly removeExtra: boolean;
  readonly maxFileBytes: number;
  readonly maxSyncBytes: number;
};

/** In the order of the list: whoever comes first is done whole before the next. */
export function planSync(all: readonly ServerDifferences[], choice: SyncChoice): SyncPlan {
  const found = all.flatMap((each) => each.differences.flatMap((one) => stepOf(each, one, choice)));
  const leftOut = found.flatMap((step) => leftOutOf(step, choice) ?? []);
  const steps = found.filter((step) => leftOutOf(step, choice) === undefined);
  const bytes = steps.reduce((sum, step) => sum + bytesOf(step), 0);
  return { steps, bytes, leftOut, tooMuch: bytes > choice.maxSyncBytes };
}

export const bytesOf = (step: SyncStep) => (step.kind === 'set-aside' ? 0 : step.file.bytes);

function stepOf(
  { server, folder }: ServerDifferences,
  { path, master, there }: Difference,
  { removeExtra }: SyncChoice,
): readonly SyncStep[] {
  const at = { server: { id: server.id, name: server.name }, folder, path };
  if (master === undefined) {
    return there === undefined || !removeExtra ? [] : [{ ...at, kind: 'set-aside', was: there }];
  }
  return there === undefined
    ? [{ ...at, kind: 'add', file: master }]
    : [{ ...at, kind: 'replace', file: master, was: there }];
}

function leftOutOf(step: SyncStep, { maxFileBytes }: SyncChoice): LeftOut | undefined {
  const { folder, path } = step;
  const at = { server: step.server.name, folder, path };
  if (!isPlainPath(path)) return { ...at, because: 'no-plain-path' };
  return bytesOf(step) > maxFileBytes ? { ...at, because: 'too-big' } : undefined;
}
