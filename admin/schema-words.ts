// The words that schemas of documents are written in: values that may be null, closed sets, instants.

import { Type } from 'typebox';

const orNull = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Number>>(type: T) =>
  Type.Union([type, Type.Null()]);
export const words = <const T extends readonly string[]>(...all: T) => Type.Enum([...all] as T[number][]);
export const instant = (description: string) => Type.String({ description, pattern: '^\\d{4}-.*Z$' });
export const instantOrNull = (description: string) => orNull(instant(description));
export const text = (description: string) => Type.String({ description });
export const texts = (description: string) => Type.Array(Type.String(), { description });
export const textOrNull = (description: string) => orNull(text(description));
export const number = (description: string) => Type.Number({ description });
export const numberOrNull = (description: string) => orNull(number(description));
