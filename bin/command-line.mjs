// How Node is told to run the product: the first line of fairlead.mjs is the one place for it. Whoever starts the
// product from a checkout reads it there. Plain JavaScript for any Node.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const installed = join(dirname(fileURLToPath(import.meta.url)), 'fairlead.mjs');

/** The words behind `node` that start the product: options of Node, then the program. */
export function fairleadWords() {
  const [first = ''] = readFileSync(installed, 'utf8').split('\n', 1);
  const options = first.split(/\s+/).filter((word) => word.startsWith('--'));
  return [...options, installed];
}
