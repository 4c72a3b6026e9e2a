// The statements of ordered runs, as they stand in cluster/sql/: no names are filled in.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const textOf = (name: string) => readFileSync(join(import.meta.dirname, '..', 'sql', `${name}.sql`), 'utf8');

export const upgradeSql = {
  /** Who is connected, by host and program. */
  connections: textOf('database-connections'),
} as const;
