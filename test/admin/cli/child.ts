// The program as a process of its own, for tests: verbs that say what they were given, the real `status`.

import { setTimeout as pause } from 'node:timers/promises';
import { createProgram, type Verbs } from '../../../admin/cli/program.ts';
import { createTerminal } from '../../../admin/cli/terminal.ts';

const terminal = createTerminal();

const say =
  (verb: string) =>
  async (options: object): Promise<number> => {
    terminal.output.write(`${JSON.stringify({ verb, ...options })}\n`);
    return 0;
  };

const verbs: Verbs = {
  start: async ({ config }) => {
    if (config === 'broken.yaml')
      throw new Error('it cannot start', { cause: new Error('the port is taken') });
    await pause(0);
    return config === 'three.yaml' ? 3 : say('start')({ config });
  },
  check: say('check'),
  discover: say('discover'),
  demo: say('demo'),
  adminUrl: async (config) => process.env.TEST_ADMIN_URL ?? `http://127.0.0.1:1/${config ?? ''}`,
};

const program = createProgram({ verbs, version: '0.1.0', terminal });
process.exitCode = await program.run(process.argv.slice(2));
