// The schema of `crm.overrides`: the profile's own schema with every setting optional and no defaults.

import { type TSchema, Type } from 'typebox';
import { type CrmProfile, ProfileSchema } from '../profile.ts';

/** Any part of a profile, however deep; lists are replaced whole. */
export type ProfileOverrides = DeepPartial<CrmProfile>;

type DeepPartial<Whole> = Whole extends readonly (infer Item)[]
  ? readonly Item[]
  : Whole extends object
    ? { readonly [Key in keyof Whole]?: DeepPartial<Whole[Key]> }
    : Whole;

export const profileOverrides = Type.Unsafe<ProfileOverrides>({
  ...optional(ProfileSchema),
  description: 'What your CRM does differently from its profile; only what you write here is changed',
  default: {},
});

type ObjectSchema = TSchema & { readonly properties: Readonly<Record<string, TSchema>> };

function optional(schema: TSchema): TSchema {
  const { default: _, required: __, ...rest } = schema as TSchema & { default?: unknown; required?: unknown };
  if (!('properties' in schema)) return rest;
  const entries = Object.entries((schema as ObjectSchema).properties);
  return { ...rest, properties: Object.fromEntries(entries.map(([key, each]) => [key, optional(each)])) };
}
