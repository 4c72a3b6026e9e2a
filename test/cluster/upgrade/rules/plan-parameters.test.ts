// Values for the parameters of a recipe: every fault at once, and what of them counts in another environment.

import t from 'tap';
import { parametersOf, placeless } from '../../../../cluster/upgrade/rules/plan-parameters.ts';
import { names, recipe, serversOf } from '../model-world.ts';

const parametered = (parameters: Readonly<Record<string, string>>) => ({
  recipe: {
    ...recipe,
    parameters: {
      to: { text: 'the version' },
      how: { text: 'how', default: 'fast', values: ['fast', 'slow'] },
      server: { text: 'a server', default: 'none', differs: true },
      key: { text: 'a key', default: 'own', secret: true },
    },
  },
  parameters,
});

t.test('what is not said is usual, and every fault is told', (t) => {
  t.same(parametersOf(parametered({ to: '2' })), {
    values: { to: '2', how: 'fast', server: 'none', key: 'own' },
  });
  t.same(parametersOf(parametered({ how: 'never', more: 'x' })), {
    faults: [
      'more is no parameter of this recipe; it has: to, how, server, key.',
      'to is missing: the version.',
      'how is never; it must be one of fast, slow.',
    ],
  });
  t.end();
});

t.test('what differs counts by its place, or that it is said; the usual value by itself', (t) => {
  const rows = [
    ['crm2', 'server 2'],
    ['CRM9', 'its server'],
    ['none', 'none'],
  ] as const;
  for (const [server, wanted] of rows)
    t.same(placeless(parametered({ to: '2', server }), serversOf(names)), { to: '2', server: wanted });
  t.end();
});
