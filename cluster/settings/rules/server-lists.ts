// The lists of the CRM's settings that run in the order of ServerNames (F1): an entry put at a server's place, or taken
// out there. Pure.

/** Entries as they are written: blank ones keep the places of others, a `;` at the end is no entry. */
function entriesOf(value: string): readonly string[] {
  const entries = value.split(';').map((entry) => entry.trim());
  return entries.at(-1) === '' ? entries.slice(0, -1) : entries;
}

/** ServerNames ends with `;` (F1); the others are written as they were. */
function written(entries: readonly string[], before: string): string {
  if (entries.length === 0) return '';
  const last = before.trim() === '' || before.trim().endsWith(';') ? ';' : '';
  return `${entries.join(';')}${last}`;
}

/** From 0; -1 where it is not named. Names of servers are compared without regard to case. */
export function placeIn(serverNames: string, server: string): number {
  return entriesOf(serverNames).findIndex((entry) => entry.toLowerCase() === server.toLowerCase());
}

/** How many places there are: where the next server goes. */
export const placesIn = (serverNames: string) => entriesOf(serverNames).length;

/** With `entry` at this place, and blank ones before it where the list was shorter. */
export function listWith(value: string, place: number, entry: string): string {
  const entries = [...entriesOf(value)];
  while (entries.length < place) entries.push('');
  entries[place] = entry;
  // A blank last entry shows only by the `;` behind it.
  return written(entries, entry === '' ? '' : value);
}

/** Without the entry at this place; the same where there is none. */
export function listWithout(value: string, place: number): string {
  const entries = entriesOf(value);
  if (place < 0 || place >= entries.length) return value;
  return written(entries.toSpliced(place, 1), value);
}
