// `fairlead reload`: has the running Fairlead read its configuration anew, and tells what came of it: faults as `check`
// tells them.

import { sendReload } from '../../admin/cli/send-reload.ts';
import type { ReloadOptions } from '../../admin/cli/verb-options.ts';
import { AdminError } from '../../admin/errors.ts';
import { exitCodes } from '../../admin/rules/exit-code.ts';
import { reloadText } from '../../admin/rules/reload-text.ts';
import type { Fault } from '../../config/errors.ts';
import { runningAdminUrl } from './admin-url.ts';
import { faultsFor } from './configured.ts';
import type { VerbContext } from './verb-context.ts';

/** The other side waits for a database before it answers. */
const timeoutMs = 30_000;

/** Resolves with 0 where the configuration is in use; with 1 where it was refused or nobody answers. */
export async function reload(options: ReloadOptions, { terminal }: VerbContext): Promise<number> {
  const { config, url, output } = options;
  const { interrupted } = terminal;
  try {
    const question = { adminUrl: url ?? runningAdminUrl(config), timeoutMs, interrupted };
    const answer = await sendReload(question);
    if (output === 'json') terminal.output.write(`${JSON.stringify(answer, undefined, 2)}\n`);
    else {
      terminal.output.write(faultsFor(answer.entries as readonly Fault[], terminal));
      terminal.output.write(reloadText(answer));
    }
    return answer.ok ? 0 : exitCodes.error;
  } catch (error) {
    if (interrupted.aborted) return exitCodes.interrupted;
    if (!(error instanceof AdminError)) throw error;
    terminal.errors.write(`fairlead: ${error.message}\n`);
    return error.code === 'ADM_TIMED_OUT' ? exitCodes['timed-out'] : exitCodes.error;
  }
}
