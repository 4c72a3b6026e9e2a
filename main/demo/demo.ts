// `fairlead demo`: the embedded cluster, the product in front of it, and, if asked for, people who use it.

import type { DemoOptions } from '../../admin/cli/verb-options.ts';
import { exitCodes } from '../../admin/rules/exit-code.ts';
import { stopAsked, type VerbContext } from '../verbs/verb-context.ts';
import { demoJson, demoText } from './demo-text.ts';
import { runPeople, type Verdict } from './run-people.ts';
import { startDemo } from './start-demo.ts';
import { stormDemo } from './storm.ts';

/** Resolves with the exit code: with `--exit` 0 only if everything was as it should. */
export async function demo(options: DemoOptions, context: VerbContext): Promise<number> {
  if (options.storm) return stormDemo(options, context);
  const { terminal } = context;
  const running = await startDemo(options, context);
  try {
    terminal.output.write(options.json ? demoJson(running) : demoText(running, options));
    if (options.users === 0) {
      await stopAsked(context);
      return 0;
    }
    const verdict = await runPeople(running, options, context);
    if (!options.exit) await stopAsked(context);
    return exitCodeOf(verdict, options);
  } finally {
    await running.close();
  }
}

/** Ctrl-C is the usual end of a demo, and no end of a run that was to tell whether all is right. */
function exitCodeOf(verdict: Verdict, { exit }: DemoOptions): number {
  if (verdict === 'failed') return exitCodes.error;
  return verdict === 'interrupted' && exit ? exitCodes.interrupted : 0;
}
