// Which of the known words was meant by a misspelt one: small edit distance, case and separators of no account.

/** The likeliest of `known`, or undefined where none is near enough to be worth telling. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = plain(word);
  if (wanted === '') return undefined;
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const measured = known.map((each) => ({ each, distance: distanceBetween(wanted, each) }));
  const near = measured.filter(({ distance }) => distance <= limit).sort((a, b) => a.distance - b.distance);
  return near[0]?.each;
}

/**
 * Least number of letters to add, drop, change or swap with their neighbour (optimal string alignment).
 * Texts over 64 characters are nobody's typing error: they are compared for equality only.
 */
export function editDistance(from: string, to: string): number {
  if (from.length > 64 || to.length > 64) return from === to ? 0 : Math.max(from.length, to.length);
  let older: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      current.push(cheapest({ from, to, row, column }, { current, previous, older }));
    }
    older = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}

type Cell = { readonly from: string; readonly to: string; readonly row: number; readonly column: number };
type Rows = { readonly current: number[]; readonly previous: number[]; readonly older: number[] };

function cheapest({ from, to, row, column }: Cell, { current, previous, older }: Rows): number {
  const at = (line: number[], index: number) => line[index] ?? Number.POSITIVE_INFINITY;
  const same = from[row - 1] === to[column - 1];
  const swapped =
    row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
  return Math.min(
    at(previous, column) + 1,
    at(current, column - 1) + 1,
    at(previous, column - 1) + (same ? 0 : 1),
    swapped ? at(older, column - 2) + 1 : Number.POSITIVE_INFINITY,
  );
}

/** A missing or added ending such as `timeout` for `timeoutMs` is one slip, however long. */
function distanceBetween(wanted: string, known: string): number {
  const other = plain(known);
  const extended =
    wanted.length >= 4 && other.length >= 4 && (other.startsWith(wanted) || wanted.startsWith(other));
  return extended ? Math.min(1, editDistance(wanted, other)) : editDistance(wanted, other);
}

const plain = (word: string) => word.toLowerCase().replace(/[-_. ]/g, '');
