// The renames that make room for a new log file. Pure; one file does them.

export type Rename = { readonly from: string; readonly to: string };

/** Oldest first, so that no rename but the first takes the place of a file that is still wanted. */
export function rotationOf(path: string, keep: number): readonly Rename[] {
  return Array.from({ length: keep }, (_, index) => {
    const number = keep - 1 - index;
    return { from: number === 0 ? path : `${path}.${number}`, to: `${path}.${number + 1}` };
  });
}
