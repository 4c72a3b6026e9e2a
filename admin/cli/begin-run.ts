// Begins a run: shows its plan, asks, and then watches it. What is begun is the plan that was shown, by its hash.

import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import type { beginUpgrade, planUpgrade } from '../operations/upgrades.ts';
import { exitCodes } from '../rules/exit-code.ts';
import { planTable } from '../rules/plan-table.ts';
import { ask, tellRefusal, told, type VerbWorld, type Where } from './verb-world.ts';
import { watchRun } from './watch-run.ts';

export type BeginWish = {
  readonly wanted: {
    readonly recipe: string;
    readonly environment: string;
    readonly acceptLikely: boolean;
    readonly parameters: Readonly<Record<string, string>>;
  };
  readonly plan: typeof planUpgrade;
  readonly begin: typeof beginUpgrade;
};

type BeginFlags = Where & {
  readonly message?: string;
  readonly yes: boolean;
  readonly wait: boolean;
  readonly notBefore?: string;
  readonly withoutRehearsal?: string;
};

/** Ends with 0 only when it was completed, or was begun and is not to be watched. */
export function beginRun(world: VerbWorld, flags: BeginFlags, wish: BeginWish): Promise<void> {
  const { terminal, exit } = world;
  return told(world, async () => {
    const wanted = { ...wish.wanted, parameters: { ...wish.wanted.parameters } };
    const planned = await ask(world, flags, wish.plan, wanted);
    if (!planned.ok) {
      tellRefusal(world, flags, planned);
      return exit(exitCodes.error);
    }
    if (flags.output === 'table') terminal.output.write(planTable(planned.value, terminal.size().columns));
    if (!flags.yes && !(await agreed(world))) {
      terminal.errors.write('Nothing was begun.\n');
      return exit(exitCodes.error);
    }
    const { message, notBefore, withoutRehearsal } = flags;
    const begun = await ask(world, flags, wish.begin, {
      ...wanted,
      hash: planned.value.hash,
      reason: message ?? `${wanted.recipe} by hand`,
      ...(notBefore === undefined ? {} : { notBefore }),
      ...(withoutRehearsal === undefined ? {} : { withoutRehearsal }),
    });
    if (!begun.ok) {
      tellRefusal(world, flags, begun);
      return exit(exitCodes.error);
    }
    if (flags.wait) return watchRun(world, flags, begun.value.run);
    terminal.output.write(
      flags.output === 'json'
        ? `${JSON.stringify(begun.value, undefined, 2)}\n`
        : `Run ${begun.value.run} has begun.\n`,
    );
    return exit(0);
  });
}

/** Without a terminal nobody can be asked: then --yes must be said. */
async function agreed({ terminal }: VerbWorld): Promise<boolean> {
  const input: Readable & { readonly isTTY?: boolean } = process.stdin;
  if (input.isTTY !== true || !terminal.interactive) {
    terminal.errors.write('fairlead: there is nobody to ask here; say --yes to begin this plan.\n');
    return false;
  }
  const lines = createInterface({ input, output: terminal.output });
  try {
    const answer = await lines.question('Begin this plan? [yes/no] ', { signal: terminal.interrupted });
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    lines.close();
  }
}
