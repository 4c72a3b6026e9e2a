// `fairlead doctor`: examines the whole site, every prerequisite and every trap. Asks the running Fairlead, or looks
// from this process (`--here`).

import type { Command } from 'commander';
import { type DoctorDocument, showDoctor } from '../../operations/doctor.ts';
import { doctorText } from '../../rules/doctor-text.ts';
import { exitCodes } from '../../rules/exit-code.ts';
import { createPainter } from '../../rules/paint.ts';
import { askAndTell, type VerbWorld, type Where, withWhere } from '../verb-world.ts';

type DoctorFlags = Where & { readonly all: boolean; readonly here: boolean };

/** Longer than the longest examination the configuration allows. */
const timeoutMs = 300_000;

export function addDoctor(program: Command, world: VerbWorld): void {
  withWhere(
    program
      .command('doctor')
      .description('examine the whole site: every prerequisite and every trap')
      .option('--all', 'also what is as it should be', false)
      .option('--here', 'examine from this process, without a running Fairlead', false),
  ).action((flags: DoctorFlags) => runDoctor(world, flags));
}

async function runDoctor(world: VerbWorld, flags: DoctorFlags): Promise<void> {
  const text = (document: DoctorDocument) =>
    doctorText(document, {
      all: flags.all,
      columns: world.terminal.interactive ? world.terminal.size().columns : 80,
      painter: createPainter(world.terminal.color),
    });
  if (!flags.here)
    return askAndTell(world, flags, { operation: showDoctor, input: {}, text, exitCode, timeoutMs });
  const document = await world.doctorHere(flags.config);
  if (document === undefined) return world.exit(exitCodes.error);
  world.terminal.output.write(
    flags.output === 'json' ? `${JSON.stringify(document, undefined, 2)}\n` : text(document),
  );
  world.exit(exitCode(document));
}

/** By the worst; what was not examined is no fault. */
function exitCode({ counts }: DoctorDocument): number {
  if (counts.faults > 0) return exitCodes['none-serving'];
  return counts.warnings > 0 ? exitCodes.degraded : 0;
}
