// Joins the product for the command line: every verb with what it needs. The parts are joined in main/. A verb is
// loaded when it is asked for: a start must not wait for the demo's code.

import { createProgram, type Program, type Verbs } from './admin/cli/program.ts';
import { createTerminal } from './admin/cli/terminal.ts';
import type { VerbContext } from './main/verbs/verb-context.ts';
import { version } from './main/version.ts';

/** The program of this process. `terminated` is aborted when a service manager asks it to end. */
export function createFairlead(terminated: AbortSignal): Program {
  const context: VerbContext = { terminal: createTerminal(), terminated };
  const verbs: Verbs = {
    start: async (options) => (await import('./main/verbs/start.ts')).start(options, context),
    check: async (options) => (await import('./main/verbs/check.ts')).check(options, context),
    checkRecipe: async (options) =>
      (await import('./main/verbs/check-recipe.ts')).checkRecipeVerb(options, context),
    discover: async (options) => (await import('./main/verbs/discover.ts')).discover(options, context),
    reload: async (options) => (await import('./main/verbs/reload.ts')).reload(options, context),
    demo: async (options) => (await import('./main/demo/demo.ts')).demo(options, context),
    doctorHere: async (config) => (await import('./main/verbs/doctor-here.ts')).doctorHere(config, context),
    adminUrl: async (config) => (await import('./main/verbs/admin-url.ts')).adminUrl(config, context),
  };
  return createProgram({ verbs, version, terminal: context.terminal });
}
