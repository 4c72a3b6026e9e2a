// Which columns of the activity table are the two whose names are guesses (F2 [U])? Judged by name and type.

import type { SqlNames } from '../crm.ts';
import { bareName } from './identifier.ts';
import { type Confidence, type Fit, type Proposal, propose, type Wanted } from './proposal.ts';

export type Column = { readonly table: string; readonly column: string; readonly type: string };

type Thing = { readonly name: string; readonly shown: string; readonly type: string };

/** Proposals for the user column and the log-on column; a column the profile names and that is there is `set`. */
export function discoverColumns(columns: readonly Column[], sql: SqlNames): Proposal[] {
  const table = bareName(sql.activityTable).toLowerCase();
  const things = columns
    .filter((column) => column.table.toLowerCase() === table)
    .map((column) => ({ name: column.column, shown: column.type, type: column.type.toLowerCase() }));
  return propose(
    [
      wanted('activityUser', 'User of a log-on', sql.activityUser, things, fitUser),
      wanted('activityLogOn', 'When the log-on was', sql.activityLogOn, things, fitLogOn),
    ],
    things,
  );
}

function wanted(
  key: 'activityUser' | 'activityLogOn',
  caption: string,
  now: string,
  ...[things, fit]: [readonly Thing[], (thing: Thing) => Fit | undefined]
): Wanted<Thing> {
  const isNow = (thing: Thing) => thing.name.toLowerCase() === now.toLowerCase();
  const isThere = things.some(isNow);
  const set = (thing: Thing): Fit | undefined =>
    isNow(thing) ? { score: 100, confidence: 'set', because: 'the profile names it' } : undefined;
  return { setting: `sql.${key}`, caption, fit: isThere ? set : fit };
}

function fitUser(thing: Thing): Fit | undefined {
  if (!/int|numeric|decimal/.test(thing.type) || !/user/i.test(thing.name)) return undefined;
  // Created-by and updated-by columns hold users too, but not the one who logged on.
  const other = /creat|updat|modif|delet|secterr/i.test(thing.name);
  return fitOf(other ? 'weak' : 'certain', 'its name has "user" in it and it holds numbers');
}

function fitLogOn(thing: Thing): Fit | undefined {
  if (!/date|time/.test(thing.type) || /off|out|end|updat|modif|delet/i.test(thing.name)) return undefined;
  if (/log.?(in|on)/i.test(thing.name)) return fitOf('certain', 'its name says log-on and it holds times');
  return fitOf(/start|begin|creat/i.test(thing.name) ? 'likely' : 'weak', 'it holds times');
}

function fitOf(confidence: Confidence, because: string): Fit {
  return { score: { set: 100, certain: 10, likely: 6, weak: 2 }[confidence], confidence, because };
}
