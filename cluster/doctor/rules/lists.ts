// The lists of the settings that count by position, by the names the profile has for their rows (F1). Pure.

import type { ParameterNames, SettingRow } from '../../crm.ts';
import { parseList } from '../../rules/setting-values.ts';
import type { Lists } from '../model.ts';

export function listsOf(rows: readonly SettingRow[], parameters: ParameterNames): Lists {
  const value = (name: string | null) => {
    const row = rows.find((each) => each.name.trim().toLowerCase() === name?.toLowerCase());
    return row === undefined ? undefined : (row.value ?? '');
  };
  return {
    serverNames: value(parameters.serverNames),
    fullNames: value(parameters.fullyQualifiedNames),
    addresses: value(parameters.distributedAddresses),
  };
}

/** The entry of a list for a server; undefined where there is none or it is blank. */
export function entryFor(server: string, { serverNames, fullNames }: Lists): string | undefined {
  const index = parseList(serverNames).findIndex((name) => name.toLowerCase() === server.toLowerCase());
  return (index === -1 ? undefined : parseList(fullNames)[index]) || undefined;
}
