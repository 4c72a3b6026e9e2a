// Lets V8 compile the code that carries every request in larger pieces, with more of what it calls inside. A request runs
// through some two hundred small functions; when they come seldom, each of them is a visit to cold memory.

import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode: of one function that is taken in, of all of them; and how seldom it may be called for that. */
export const inliningOptions: readonly string[] = [
  '--max-inlined-bytecode-size=1000',
  '--max-inlined-bytecode-size-cumulative=3000',
  '--min-inlining-frequency=0.05',
];

/**
 * For what is compiled from now on. To be called when the product is loaded: compiled code that was kept, Node's own and
 * ours, is refused by a V8 whose options are not those under which it was made, and a start would wait for it. V8 says on
 * standard error if it does not know an option, and goes on without.
 */
export function inlineMore(): void {
  for (const option of inliningOptions) setFlagsFromString(option);
}
