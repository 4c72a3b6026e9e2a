// Name and version of the product, from package.json: told once, there.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8');
const described = JSON.parse(text) as { readonly name: string; readonly version: string };

export const name = described.name;
export const version = described.version;
