// Questions about values that were kept or told, before they are believed. Pure.

export type Guard<Value> = (value: unknown) => value is Value;

export const isOptional = <Value>(guard: Guard<Value>, value: unknown): value is Value | undefined =>
  value === undefined || guard(value);
export const isRecord: Guard<Readonly<Record<string, unknown>>> = (
  value,
): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText: Guard<string> = (value): value is string => typeof value === 'string';
export const isNumber: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isFinite(value);

export function isOneOf<Word extends string>(list: readonly Word[], value: unknown): value is Word {
  return list.includes(value as Word);
}
