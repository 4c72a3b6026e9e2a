// Values for the parameters of a recipe: which it may have, and what of them counts in another environment. Pure.

import type { PlannedServer } from '../plan-model.ts';
import type { Recipe } from '../recipe.ts';

type Values = Readonly<Record<string, string>>;
type Parametered = { readonly recipe: Recipe; readonly parameters: Values };

/** Those of the wish and the usual ones of the recipe; or every fault, in sentences. */
export function parametersOf({
  recipe,
  parameters,
}: Parametered): { readonly values: Values } | { readonly faults: readonly string[] } {
  const known = recipe.parameters ?? {};
  const unknown = Object.keys(parameters).filter((name) => !Object.hasOwn(known, name));
  const values: Record<string, string> = {};
  const wrong: string[] = [];
  for (const [name, { text, default: standard, secret, values: allowed }] of Object.entries(known)) {
    const value = parameters[name] ?? standard;
    // A secret is looked for when it is needed; the plan holds only where it will be found.
    if (value === undefined)
      wrong.push(`${name} is missing: ${text}${secret ? ' (say where it is found)' : ''}.`);
    else if (allowed !== undefined && !allowed.includes(value))
      wrong.push(`${name} is ${value}; it must be one of ${allowed.join(', ')}.`);
    else values[name] = value;
  }
  const names = Object.keys(known).join(', ') || 'none';
  const faults = [
    ...unknown.map((name) => `${name} is no parameter of this recipe; it has: ${names}.`),
    ...wrong,
  ];
  return faults.length > 0 ? { faults } : { values };
}

/**
 * Values that differ from environment to environment: a server by its place, of all else only that it is said. The
 * usual value is the same everywhere.
 */
export function placeless({ recipe, parameters }: Parametered, servers: readonly PlannedServer[]): Values {
  const entries = Object.entries(parameters).map(([name, value]) => {
    const { differs, default: standard } = recipe.parameters?.[name] ?? {};
    if (differs !== true || value === standard) return [name, value];
    const place = servers.findIndex((each) => each.name.toLowerCase() === value.toLowerCase());
    return [name, place < 0 ? `its ${name}` : `server ${place + 1}`];
  });
  return Object.fromEntries(entries);
}
