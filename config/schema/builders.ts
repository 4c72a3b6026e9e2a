// The few kinds of settings there are, as TypeBox schemas that carry description, unit, default and bounds.
// Every other schema file is made of these; what a setting means stands there, not here.

import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import type { FormatName } from '../rules/formats.ts';

/** A default is what makes a setting optional; `unit` and `secret` are our own annotations. */
type Common<Value> = {
  readonly default?: Value;
  readonly examples?: readonly Value[];
};

type TextOptions = Common<string> & { readonly format?: FormatName; readonly secret?: true };

type NumberOptions = Common<number> & {
  readonly minimum: number;
  readonly maximum: number;
  readonly unit?: 'milliseconds' | 'bytes' | 'seconds' | 'minutes';
};

/** Text, never empty. */
export const text = (description: string, options: TextOptions = {}) =>
  Type.String({ description, minLength: 1, ...options });

export const whole = (description: string, options: NumberOptions) =>
  Type.Integer({ description, ...options });

export const ms = (description: string, standard: number, minimum: number, maximum: number) =>
  whole(description, { default: standard, minimum, maximum, unit: 'milliseconds' });

/** A share of a whole, 0 to 1. */
export const share = (description: string, options: Common<number>) =>
  Type.Number({ description, minimum: 0, maximum: 1, ...options });

export const number = (description: string, options: NumberOptions) =>
  Type.Number({ description, ...options });

export const flag = (description: string, options: Common<boolean>) =>
  Type.Boolean({ description, ...options });

/** One of a few values. */
export const choice = <const Value extends string | boolean>(
  description: string,
  values: readonly Value[],
  options: Common<Value>,
) => Type.Unsafe<Value>({ enum: values, description, ...options });

export const list = <Item extends TSchema>(
  description: string,
  item: Item,
  options: Common<readonly Static<Item>[]> & { readonly minItems?: number } = {},
) => Type.Array(item, { description, maxItems: 1000, ...options });

/** Entries under names of the operator's choice. */
export const named = <Item extends TSchema>(description: string, name: FormatName, item: Item) =>
  Type.Unsafe<Record<string, Static<Item>>>({
    type: 'object',
    description,
    propertyNames: { format: name },
    additionalProperties: item,
    default: {},
  });

/** Settings under fixed names. Those without a default must be given, and so must the section then. */
export function section<Properties extends TProperties>(description: string, properties: Properties) {
  const required = Object.keys(properties).filter((key) => !isOptional(properties[key]));
  return Type.Unsafe<Static<ReturnType<typeof Type.Object<Properties>>>>({
    ...Type.Object(properties, { description, additionalProperties: false }),
    required,
    ...(required.length === 0 && { default: {} }),
  });
}

/** The same schema where null, the default, says "not set"; `meaning` tells what happens then. */
export function orNull<Item extends TSchema>(item: Item, meaning: string) {
  const { type, description } = item as unknown as { type: string; description: string };
  return Type.Unsafe<Static<Item> | null>({
    ...item,
    type: [type, 'null'],
    description: `${description} (null: ${meaning})`,
    default: null,
  });
}

/** Takes the default away: the setting must be written, be it as null. */
export function required<Item extends TSchema>(item: Item) {
  const { default: _, ...rest } = item as Item & { default?: unknown };
  return Type.Unsafe<Static<Item>>(rest);
}

const isOptional = (schema: TSchema | undefined) => schema !== undefined && 'default' in schema;
