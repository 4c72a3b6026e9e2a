// The command line: argv in, signals handed on, exit code out.

import { createFairlead } from '../main.ts';

const terminated = new AbortController();
process.on('SIGTERM', () => terminated.abort());
process.exitCode = await createFairlead(terminated.signal).run(process.argv.slice(2));
