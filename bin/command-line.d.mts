// Types of command-line.mjs.

/** The words behind `node` that start the product: options of Node, then the program. */
export function fairleadWords(): readonly string[];
