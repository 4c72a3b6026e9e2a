// The program as a process of its own, for tests: verbs that say what they were given, the real `status`.

import { createProgram } from '../../../admin/cli/program.ts';
import { createTerminal } from '../../../admin/cli/terminal.ts';
import { createSpeakingVerbs } from './speaking-verbs.ts';

const terminal = createTerminal();
const verbs = createSpeakingVerbs(terminal.output, process.env.TEST_ADMIN_URL ?? 'http://127.0.0.1:1');
const program = createProgram({ verbs, version: '0.1.0', terminal });
process.exitCode = await program.run(process.argv.slice(2));
