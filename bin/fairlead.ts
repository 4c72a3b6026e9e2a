// The command line: argv in, signals handed on, exit code out. The product is loaded after its cache is there.

import { keepCompiledCode } from './compile-cache.ts';

const terminated = new AbortController();
// On Windows a closed console and Ctrl-Break are wishes to stop as well; elsewhere a hang-up means something else.
const wishes = process.platform === 'win32' ? ['SIGTERM', 'SIGHUP', 'SIGBREAK'] : ['SIGTERM'];
for (const wish of wishes) process.on(wish, () => terminated.abort());
keepCompiledCode();
const { createFairlead } = await import('../main.ts');
process.exitCode = await createFairlead(terminated.signal).run(process.argv.slice(2));
