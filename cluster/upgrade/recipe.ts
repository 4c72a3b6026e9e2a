// A recipe: an ordered procedure as data, before it is joined with a cluster. One schema is type, check and documentation.

import { type Static, Type } from 'typebox';
import type { StepKind, UndoKind } from './plan-model.ts';
import { kinds, undoKinds } from './rules/kinds.ts';

const closed = { additionalProperties: false } as const;
const words = <Word extends string>(values: readonly Word[], description: string) =>
  Type.Unsafe<Word>({ enum: values, description });
const text = (description: string) => Type.String({ minLength: 1, description });
const id = (description: string) => Type.String({ pattern: '^[a-z][a-z0-9-]{0,47}$', description });
const minutes = (description: string) => Type.Number({ exclusiveMinimum: 0, maximum: 10_080, description });
const inputs = Type.Record(Type.String(), Type.Unknown(), {
  description:
    'What the kind needs to know; `{{server}}`, `{{hop.from}}`, `{{hop.to}}` and `{{parameters.NAME}}` are filled in',
});

const UndoSchema = Type.Object(
  {
    kind: words(Object.keys(undoKinds) as UndoKind[], 'How it is undone'),
    title: text('One sentence'),
    timeoutMinutes: Type.Optional(minutes('Time limit')),
    with: Type.Optional(inputs),
  },
  closed,
);

const StepSchema = Type.Object(
  {
    step: id('Name of the step, unique in the recipe'),
    kind: words(Object.keys(kinds) as StepKind[], 'What it does'),
    title: text('One sentence for people'),
    only: Type.Optional(
      Type.Object(
        {
          parameter: text('Name of a parameter'),
          is: Type.Optional(Type.String({ description: 'Its value' })),
          isNot: Type.Optional(Type.String({ description: 'A value it must not have' })),
        },
        { ...closed, description: 'The step is there only where the parameter has this value, or another' },
      ),
    ),
    hopNeeds: Type.Optional(
      text('The step is there only in hops that need this beside, such as an attestation key'),
    ),
    where: Type.Optional(
      words(
        ['here', 'database-server', 'master', 'target', 'named', 'all-at-once', 'secondaries-at-once'],
        'Where it is done; `target`, the default of a phase for each server, is that server, `here` of all others; `named` is the server of the parameter `server`, which need not be in the list yet',
      ),
    ),
    needs: Type.Optional(
      Type.Array(
        words(
          ['locked', 'disconnected', 'backups', 'services-stopped', 'empty', 'tested', 'findings-resolved'],
          'What must hold before',
        ),
      ),
    ),
    changes: Type.Optional(
      Type.Array(
        words(
          ['version', 'schema', 'files', 'registry', 'services', 'users-in', 'users-out'],
          'What it changes',
        ),
      ),
    ),
    repeatable: Type.Optional(
      Type.Boolean({ description: 'Said of a step that may be done twice although its kind may not' }),
    ),
    proof: Type.Optional(text('What proves it done')),
    findOut: Type.Optional(text('How a person finds out whether it was done')),
    timeoutMinutes: Type.Optional(minutes('Time limit')),
    tries: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, description: 'Tries in all' })),
    skip: Type.Optional(words(['never', 'with-reason'], 'Whether a person may skip it; `never` if not said')),
    undo: Type.Optional(Type.Union([UndoSchema, Type.Null()], { description: 'null: nothing to undo' })),
    with: Type.Optional(inputs),
  },
  closed,
);

const PhaseSchema = Type.Object(
  {
    phase: id('Name of the phase'),
    for: Type.Optional(
      words(
        ['once', 'each-server', 'each-secondary'],
        'Whether its steps are done once, or one server after another, all steps of one before the next',
      ),
    ),
    eachHop: Type.Optional(
      Type.Boolean({
        description: 'Repeated for each hop of versions; neighbours that say so are repeated together',
      }),
    ),
    steps: Type.Array(StepSchema, { minItems: 1, maxItems: 60 }),
  },
  closed,
);

/** What a recipe file may say. */
export const RecipeSchema = Type.Object(
  {
    recipe: id('Its name'),
    title: text('What it does, in one line'),
    about: text('When to use it, and what users notice'),
    facts: text('Where it comes from: sections of the facts'),
    outage: Type.Boolean({ description: 'Users see an outage: the whole cluster is out at once' }),
    deadlineMinutes: minutes('Time limit of the whole run'),
    parameters: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,31}$' }),
        Type.Object(
          {
            text: text('What it is'),
            default: Type.Optional(Type.String()),
            values: Type.Optional(
              Type.Array(Type.String(), { minItems: 1, description: 'The only values it may have' }),
            ),
            differs: Type.Optional(
              Type.Boolean({
                description:
                  'Has another value in each environment: a rehearsal counts whatever it was there',
              }),
            ),
            secret: Type.Optional(
              Type.Boolean({
                description: 'Given by name of an environment variable or file; never stored or shown',
              }),
            ),
          },
          closed,
        ),
      ),
    ),
    phases: Type.Array(PhaseSchema, { minItems: 1, maxItems: 30 }),
  },
  { ...closed, description: 'Recipe' },
);

export type Recipe = Static<typeof RecipeSchema>;
export type RecipePhase = Recipe['phases'][number];
export type RecipeStep = RecipePhase['steps'][number];
