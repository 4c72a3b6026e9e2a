// Verbs for tests that write down what they were given instead of doing it.

import type { Writable } from 'node:stream';
import type { Verbs } from '../../../admin/cli/program.ts';

/** `start` fails for the file `broken.yaml` and ends with 3 for `three.yaml`. */
export function createSpeakingVerbs(output: Writable, adminUrl: string): Verbs {
  const say =
    (verb: string) =>
    async (options: object): Promise<number> => {
      output.write(`${JSON.stringify({ verb, ...options })}\n`);
      return 0;
    };
  return {
    start: async ({ config }) => {
      if (config === 'broken.yaml')
        throw new Error('it cannot start', { cause: new Error('the port is taken') });
      return config === 'three.yaml' ? 3 : say('start')({ config });
    },
    check: say('check'),
    checkRecipe: say('checkRecipe'),
    discover: say('discover'),
    demo: say('demo'),
    reload: say('reload'),
    adminUrl: async () => adminUrl,
    doctorHere: async () => undefined,
  };
}
