// The stamp of the metadata: what the database says its newest customization is, and what a server says it has loaded
// (F5). Stamps are texts in the database's own time, `2026-01-05 08:30:00.000`, so that no clock has to be trusted. Pure.

/** One look at the tables of customizations. */
export type MetadataLook = {
  /** Text of the newest change; undefined where the tables are empty. */
  readonly newest: string | undefined;
  /** All rows together: a deleted one leaves no newer date behind. */
  readonly rows: number;
};

/** What the metadata is now, and since when it is known to be so. */
export type MetadataChange = {
  /** Another one for each change. */
  readonly id: string;
  readonly newest: string | undefined;
  /** When the change was noticed; undefined: it was there when Fairlead first looked. */
  readonly seenAtMs: number | undefined;
  /** False where a server's own stamp cannot show that it has this change. */
  readonly provable: boolean;
};

type Row = Readonly<Record<string, unknown>>;

/** Undefined where the rows are not those of the statement. */
export function readLook(rows: readonly Row[]): MetadataLook | undefined {
  if (rows.length === 0) return undefined;
  const counts = rows.map((row) => Number(row.rowsThere));
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) return undefined;
  const texts = rows.flatMap(({ newest }) =>
    newest === null || newest === undefined ? [] : [String(newest)],
  );
  return {
    newest: texts.reduce<string | undefined>(later, undefined),
    rows: counts.reduce((sum, count) => sum + count, 0),
  };
}

/** Numbers (of change tracking) are compared by value, dates as text. */
function later(best: string | undefined, text: string): string {
  return best === undefined || isLater(text, best) ? text : best;
}

function isLater(text: string | undefined, than: string | undefined): boolean {
  if (text === undefined || than === undefined) return text !== undefined;
  const numbers = /^\d+$/.test(text) && /^\d+$/.test(than);
  return numbers ? Number(text) > Number(than) : text > than;
}

/** The same change while nothing new is seen. `tracked`: stamps are versions of change tracking, which no server tells. */
export function nextChange(
  before: MetadataChange | undefined,
  look: MetadataLook,
  { nowMs, tracked }: { readonly nowMs: number; readonly tracked: boolean },
): MetadataChange {
  const id = `${look.newest ?? 'none'}/${look.rows}`;
  // Change tracking forgets old versions; that is no change.
  const forgotten = tracked && before !== undefined && !isLater(look.newest, before.newest);
  if (before?.id === id || forgotten) return before;
  return {
    id,
    newest: look.newest,
    seenAtMs: before === undefined ? undefined : nowMs,
    provable: !tracked && look.newest !== before?.newest,
  };
}

/** What a server tells, in the form of the database; undefined where it is no time. */
export function normalStamp(text: string): string | undefined {
  const [, day, time, fraction] =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,7}))?Z?$/.exec(text.trim()) ?? [];
  if (day === undefined || time === undefined) return undefined;
  return fraction === undefined ? `${day} ${time}` : `${day} ${time}.${fraction.padEnd(3, '0').slice(0, 3)}`;
}

/** True where what is loaded is older. A stamp without a fraction of a second is compared without. */
export function isBehind(loaded: string, newest: string): boolean {
  return loaded < newest.slice(0, loaded.length);
}

/** The stamp that a server can show; versions of change tracking are whole numbers, and no server tells one. */
export function stampToProve(change: MetadataChange | undefined): string | undefined {
  return change?.newest?.includes('-') ? change.newest : undefined;
}
