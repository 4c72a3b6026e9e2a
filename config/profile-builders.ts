// The kinds of value that a CRM profile is made of.

import { Type } from 'typebox';
import type { FormatName } from './rules/formats.ts';

export const text = (description: string, format?: FormatName) =>
  Type.String({ description, minLength: 1, ...(format && { format }) });
export const texts = (description: string, format?: FormatName) =>
  Type.Array(Type.String({ minLength: 1, ...(format && { format }) }), { description, maxItems: 100 });
/** Null until somebody has found it. */
export const unknown = (description: string) =>
  Type.Unsafe<string | null>({
    type: ['string', 'null'],
    minLength: 1,
    description: `${description} (null: not known; \`fairlead discover\` proposes it)`,
  });
/** Nothing but what is named. */
export const closed = { additionalProperties: false } as const;

export const textOrNull = (description: string, format?: FormatName) =>
  Type.Unsafe<string | null>({
    type: ['string', 'null'],
    minLength: 1,
    description,
    ...(format && { format }),
  });
