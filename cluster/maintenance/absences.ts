// When nothing could be begun, and why: asked when a time was missed. Kept in memory only; what was before the start of
// this Fairlead is told as such.

export type Absences = {
  /** Told at each look what stands in the way; undefined where nothing does. */
  see(atMs: number, because: string | undefined): void;
  /** What stood in the way at a moment. */
  at(atMs: number): string | undefined;
};

type Stretch = { readonly fromMs: number; readonly toMs: number; readonly because: string };

const mostKept = 200;

export function createAbsences(startedAtMs: number): Absences {
  let kept: readonly Stretch[] = [];
  let current: { readonly sinceMs: number; readonly because: string } | undefined;
  return {
    see(atMs, because) {
      if (because === current?.because) return;
      if (current !== undefined)
        kept = [...kept, { fromMs: current.sinceMs, toMs: atMs, because: current.because }].slice(-mostKept);
      current = because === undefined ? undefined : { sinceMs: atMs, because };
    },
    at(atMs) {
      if (atMs < startedAtMs) return 'Fairlead did not run';
      if (current !== undefined && atMs >= current.sinceMs - lookMs) return current.because;
      return kept.find(({ fromMs, toMs }) => atMs >= fromMs - lookMs && atMs <= toMs)?.because;
    },
  };
}

/** Between two looks nobody knows. */
const lookMs = 60_000;
