// How much goes into one message. Pure.

/** One message stays well below what an operation of the admin listener takes. */
const mostItems = 500;
const mostLetters = 20_000;

/** How many of the first items fit into one message: at least one, so that it goes on whatever there is. */
export function fittingItems(items: readonly unknown[]): number {
  let letters = 0;
  for (let count = 0; count < Math.min(items.length, mostItems); count += 1) {
    letters += JSON.stringify(items[count]).length;
    if (letters > mostLetters && count > 0) return count;
  }
  return Math.min(items.length, mostItems);
}
