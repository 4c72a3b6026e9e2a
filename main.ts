// Joins the product for the command line: every verb with what it needs. The parts are joined in main/.

import { createProgram, type Program, type Verbs } from './admin/cli/program.ts';
import { createTerminal } from './admin/cli/terminal.ts';
import { demo } from './main/demo/demo.ts';
import { adminUrl } from './main/verbs/admin-url.ts';
import { check } from './main/verbs/check.ts';
import { discover } from './main/verbs/discover.ts';
import { reload } from './main/verbs/reload.ts';
import { start } from './main/verbs/start.ts';
import type { VerbContext } from './main/verbs/verb-context.ts';
import { version } from './main/version.ts';

/** The program of this process. `terminated` is aborted when a service manager asks it to end. */
export function createFairlead(terminated: AbortSignal): Program {
  const context: VerbContext = { terminal: createTerminal(), terminated };
  const verbs: Verbs = {
    start: (options) => start(options, context),
    check: (options) => check(options, context),
    discover: (options) => discover(options, context),
    reload: (options) => reload(options, context),
    demo: (options) => demo(options, context),
    adminUrl: (config) => adminUrl(config, context),
  };
  return createProgram({ verbs, version, terminal: context.terminal });
}
