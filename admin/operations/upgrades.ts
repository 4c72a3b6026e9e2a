// What can be asked of ordered runs: plan, rehearse, begin, look, and the wishes of people. Declarations only.

import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { PlanSchema, RunSchema } from '../run-schema.ts';
import { words } from '../schema-words.ts';

const closed = { additionalProperties: false } as const;
const name = (description: string) => Type.String({ minLength: 1, maxLength: 128, description });
const reason = (description: string) => Type.String({ minLength: 1, maxLength: 2000, description });

const wanted = {
  recipe: name('name of the recipe'),
  environment: name('live, or the name of a test environment'),
  parameters: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 2000 }), {
    description: 'what the recipe wants to know; of a secret only where it is found',
  }),
  acceptLikely: Type.Boolean({ description: 'take hops of versions that no guide confirms' }),
};

export const planUpgrade = operation({
  name: 'upgrade.plan',
  method: 'POST',
  path: '/api/v1/plans',
  summary: 'make the plan of an ordered run, to be reviewed; nothing is done',
  input: Type.Object(wanted, closed),
  output: PlanSchema,
});

export const beginUpgrade = operation({
  name: 'upgrade.begin',
  method: 'POST',
  path: '/api/v1/runs',
  summary: 'begin the run whose plan was reviewed',
  input: Type.Object(
    {
      ...wanted,
      hash: Type.String({ minLength: 1, maxLength: 64, description: 'of the plan that was reviewed' }),
      reason: reason('why'),
      notBefore: Type.Optional(
        Type.String({ description: 'ISO 8601 in UTC: the run waits for this moment' }),
      ),
      withoutRehearsal: Type.Optional(reason('why it begins without a completed rehearsal')),
    },
    closed,
  ),
  output: RunSchema,
});

export const listUpgrades = operation({
  name: 'upgrade.list',
  method: 'GET',
  path: '/api/v1/runs',
  summary: 'all runs, oldest first',
  input: Type.Object({}, closed),
  output: Type.Object({ runs: Type.Array(RunSchema) }),
});

export const showUpgrade = operation({
  name: 'upgrade.show',
  method: 'GET',
  path: '/api/v1/runs/:run',
  summary: 'one run; `current` is the one under way, or the last',
  input: Type.Object({ run: name('its number, or `current`') }, closed),
  output: RunSchema,
});

export const wishUpgrade = operation({
  name: 'upgrade.wish',
  method: 'POST',
  path: '/api/v1/runs/:run/wish',
  summary: 'pause, resume, extend, confirm, fail, skip, retry, resolve, abort or rollback a run',
  input: Type.Object(
    {
      run: name('its number, or `current`'),
      verb: words(
        'pause',
        'resume',
        'extend',
        'confirm',
        'fail',
        'skip',
        'retry',
        'resolve',
        'abort',
        'rollback',
      ),
      text: Type.Optional(
        reason('why; of confirm: how it is known; of fail: what is wrong; of resolve: what was done'),
      ),
      step: Type.Optional(name('of confirm, fail, skip, retry')),
      items: Type.Optional(
        Type.Array(Type.Integer({ minimum: 1, maximum: 999 }), {
          minItems: 1,
          maxItems: 200,
          description: 'of confirm and fail, where the step is a checklist: numbers of its items, from 1',
        }),
      ),
      all: Type.Optional(
        Type.Boolean({ description: 'of confirm: every item of the checklist that is open for a person' }),
      ),
      finding: Type.Optional(name('of resolve')),
      minutes: Type.Optional(Type.Number({ minimum: 1, maximum: 10_080, description: 'of extend' })),
      server: Type.Optional(name('of rollback: this one only')),
      acceptLoss: Type.Optional(Type.Boolean({ description: 'of rollback, after it said what is lost' })),
    },
    closed,
  ),
  output: RunSchema,
});

export const signOffUpgrade = operation({
  name: 'upgrade.sign-off',
  method: 'POST',
  path: '/api/v1/runs/:run/sign-off',
  summary: 'say that a completed rehearsal was tested and is good',
  input: Type.Object({ run: name('its number'), note: reason('what was tested, and by whom') }, closed),
  output: RunSchema,
});

export const listRecipes = operation({
  name: 'recipe.list',
  method: 'GET',
  path: '/api/v1/recipes',
  summary: 'the recipes there are',
  input: Type.Object({}, closed),
  output: Type.Object({
    recipes: Type.Array(
      Type.Object({
        recipe: Type.String(),
        title: Type.String(),
        about: Type.String(),
        outage: Type.Boolean(),
        parameters: Type.Record(
          Type.String(),
          Type.Object({
            text: Type.String(),
            default: Type.Union([Type.String(), Type.Null()]),
            secret: Type.Boolean(),
          }),
        ),
      }),
    ),
  }),
});
