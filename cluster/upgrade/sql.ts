// The statements of ordered runs, as they stand in cluster/sql/: no names are filled in.

import { statementText } from '../sql/statements.ts';

export const upgradeSql = {
  /** Who is connected, by host and program. */
  connections: statementText('database-connections'),
} as const;
