// Reads one recipe from its YAML text: every fault with its place, nothing half read.

import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { LineCounter, parseDocument } from 'yaml';
import { type Recipe, RecipeSchema } from './recipe.ts';

export type RecipeFault = {
  /** Such as `phases.2.steps.0.kind`; empty: the file as a whole. */
  readonly path: string;
  readonly line: number | undefined;
  readonly text: string;
};

export type RecipeRead =
  | { readonly ok: true; readonly recipe: Recipe }
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
  const faults = Value.Errors(RecipeSchema as TSchema, value).map((error) => {
    const path = error.instancePath.split('/').slice(1).map(unescaped);
    const node = document.getIn(path, true) as { readonly range?: readonly number[] } | undefined;
    const line = node?.range?.[0] === undefined ? undefined : lines.linePos(node.range[0]).line;
    return { path: path.join('.'), line, text: messageOf(error) };
  });
  return faults.length > 0 ? { ok: false, faults: unique(faults) } : { ok: true, recipe: value as Recipe };
}

type SchemaError = ReturnType<typeof Value.Errors>[number];

function messageOf(error: SchemaError): string {
  const params = error.params as {
    readonly allowedValues?: readonly unknown[];
    readonly additionalProperties?: unknown;
  };
  if (params.allowedValues !== undefined) return `must be one of ${params.allowedValues.join(', ')}`;
  if (Array.isArray(params.additionalProperties))
    return `does not know ${params.additionalProperties.join(', ')}`;
  return error.message;
}

const unescaped = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** The first fault of a place says most. */
function unique(faults: readonly RecipeFault[]): readonly RecipeFault[] {
  const seen = new Set<string>();
  return faults.filter(({ path }) => {
    if (seen.has(path)) return false;
    seen.add(path);
    return true;
  });
}
