// What came of a change of a row of the CRM's settings (F1), from what the statement gave back. Pure.

export type SettingChange =
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly because: SettingRefusal; readonly text: string };

/** Closed set. */
export type SettingRefusal = 'no-row' | 'several-rows' | 'changed-meanwhile' | 'not-as-written';

/** One live row as it stands after the statement. */
export type ReadBack = { readonly name: string; readonly value: string | null };

export type WantedChange = { readonly name: string; readonly before: string; readonly value: string | null };

/**
 * `rows` are the live rows of that name, read back behind the change; `changed` is how many were changed. A row is
 * changed only if it is the only one and had the value that was looked at, so anything else means that nothing was.
 */
export function readChange(
  { name, before, value }: WantedChange,
  rows: readonly ReadBack[],
  changed: number,
): SettingChange {
  const refused = (because: SettingRefusal, text: string) => ({ kind: 'refused', because, text }) as const;
  const [row, ...others] = rows;
  if (row === undefined) return refused('no-row', `The settings table has no live row "${name}".`);
  if (others.length > 0)
    return refused(
      'several-rows',
      `The settings table has ${rows.length} live rows "${name}", so none was changed.`,
    );
  if (changed !== 1)
    return refused(
      'changed-meanwhile',
      `The row "${name}" holds "${row.value ?? ''}" and no longer "${before}": somebody else has changed it.`,
    );
  if ((row.value ?? '') !== (value ?? ''))
    return refused(
      'not-as-written',
      `The row "${name}" holds "${row.value ?? ''}" although "${value ?? ''}" was written.`,
    );
  return { kind: 'changed' };
}
