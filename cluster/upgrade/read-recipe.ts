// Reads one recipe from its YAML text: every fault with its place, nothing half read.

import type { TSchema } from 'typebox';
import { Errors, Pointer } from 'typebox/schema';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { type Recipe, RecipeSchema } from './recipe.ts';

export type RecipeFault = {
  /** Such as `phases.2.steps.0.kind`; empty: the file as a whole. */
  readonly path: string;
  readonly line: number | undefined;
  readonly text: string;
};

export type RecipeRead =
  | {
      readonly ok: true;
      readonly recipe: Recipe;
      /** Line of each step, by its name. */
      readonly lines: ReadonlyMap<string, number>;
    }
  | { readonly ok: false; readonly faults: readonly RecipeFault[] };

export function readRecipe(text: string): RecipeRead {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      path: '',
      line: lines.linePos(error.pos[0]).line,
      text: error.message,
    }));
    return { ok: false, faults };
  }
  const value: unknown = document.toJS();
  const [, errors] = Errors(RecipeSchema as TSchema, value);
  const faults = errors
    // What a closed object does not name has the schema `false`; the object that holds it tells it too.
    .filter((error) => error.keyword !== 'boolean')
    .flatMap(placesOf)
    .map(({ path, text: told }) => ({
      path: path.join('.'),
      line: lineOf(document, lines, path),
      text: told,
    }));
  if (faults.length > 0) return { ok: false, faults: unique(faults) };
  const recipe = value as Recipe;
  return { ok: true, recipe, lines: stepLines(recipe, (path) => lineOf(document, lines, path)) };
}

type Path = readonly (string | number)[];

/** Of what stands there, or of the nearest that it stands in. */
function lineOf(document: Document, lines: LineCounter, path: Path): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as
      | { readonly range?: readonly number[] }
      | undefined;
    if (node?.range?.[0] !== undefined) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** A name that is there twice has the line of its second step, which is the fault. */
function stepLines({ phases }: Recipe, lineAt: (path: Path) => number | undefined) {
  const found = phases.flatMap(({ steps }, phase) =>
    steps.map(({ step }, index) => [step, lineAt(['phases', phase, 'steps', index, 'step']) ?? 1] as const),
  );
  return new Map(found);
}

type SchemaError = ReturnType<typeof Errors>[1][number];

type Place = { readonly path: readonly string[]; readonly text: string };

/** One for each word that is not known; else one. */
function placesOf(error: SchemaError): readonly Place[] {
  const path = Pointer.Indices(error.instancePath);
  const { allowedValues, additionalProperties } = error.params as {
    readonly allowedValues?: readonly unknown[];
    readonly additionalProperties?: unknown;
  };
  if (allowedValues !== undefined) return [{ path, text: `must be one of ${allowedValues.join(', ')}` }];
  if (!Array.isArray(additionalProperties)) return [{ path, text: error.message }];
  return additionalProperties.map((name) => ({ path: [...path, String(name)], text: 'is not known here' }));
}

/** The first fault of a place says most. */
function unique(faults: readonly RecipeFault[]): readonly RecipeFault[] {
  const seen = new Set<string>();
  return faults.filter(({ path }) => {
    if (seen.has(path)) return false;
    seen.add(path);
    return true;
  });
}
