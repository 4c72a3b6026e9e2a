// When a worker that died is replaced. Pure.

/** One that lived so long did not die of its start. */
const soundMs = 10_000;
const firstDelayMs = 100;
const longestDelayMs = 5_000;

/** How often in a row workers died soon after their start. */
export type Deaths = { readonly inARow: number };

export const noDeaths: Deaths = { inARow: 0 };

export function afterDeath({ inARow }: Deaths, livedMs: number): Deaths {
  return { inARow: livedMs >= soundMs ? 0 : inARow + 1 };
}

/** At once for the first, then slower and slower: what dies at its start again and again must not eat the machine. */
export function replacementDelayMs({ inARow }: Deaths): number {
  if (inARow <= 1) return 0;
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (inARow - 2));
}
