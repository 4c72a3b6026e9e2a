// Writes the measured part of docs/performance.md; what people wrote around it stays.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceMeasured } from './rules/measured-part.ts';

const file = join(import.meta.dirname, '..', '..', 'docs', 'performance.md');

export function writeDocument(measured: string): void {
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeFileSync(file, replaceMeasured(old, measured));
}
