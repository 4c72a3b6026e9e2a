// `fairlead doctor`: examines the whole site, every prerequisite and every trap. Asks the running Fairlead; where none
// answers, or with `--here`, looks from this process.

import type { Command } from 'commander';
import { AdminError } from '../../errors.ts';
import { type DoctorDocument, showDoctor } from '../../operations/doctor.ts';
import { doctorText } from '../../rules/doctor-text.ts';
import { exitCodes } from '../../rules/exit-code.ts';
import { createPainter } from '../../rules/paint.ts';
import { ask, tellRefusal, told, type VerbWorld, type Where, withWhere } from '../verb-world.ts';

type DoctorFlags = Where & { readonly all: boolean; readonly here: boolean };

/** Longer than the longest examination the configuration allows. */
const timeoutMs = 300_000;
const leastColumns = 80;

export function addDoctor(program: Command, world: VerbWorld): void {
  withWhere(
    program
      .command('doctor')
      .description('examine the whole site: every prerequisite and every trap')
      .option('--all', 'a row for each thing that is in order', false)
      .option('--here', 'examine from this process, without a running Fairlead', false),
  ).action((flags: DoctorFlags) => runDoctor(world, flags));
}

/** Without `--here` and `--url` whoever runs is asked; where nobody answers it is examined from here. */
async function runDoctor(world: VerbWorld, flags: DoctorFlags): Promise<void> {
  const tell = (document: DoctorDocument) => tellDocument(world, flags, document);
  await told(world, async () => {
    if (flags.here) return examineHere(world, flags, tell);
    const answer = await askOrNobody(world, flags);
    if (answer === undefined) return examineHere(world, flags, tell);
    if (answer.ok) return tell(answer.value);
    tellRefusal(world, flags, answer);
    world.exit(exitCodes.error);
  });
}

async function askOrNobody(world: VerbWorld, flags: DoctorFlags) {
  try {
    return await ask(world, { ...flags, timeoutMs }, showDoctor, {});
  } catch (error) {
    const away = error instanceof AdminError && error.code === 'ADM_UNREACHABLE' && flags.url === undefined;
    if (!away || world.terminal.interrupted.aborted) throw error;
    world.terminal.errors.write(
      'fairlead: no Fairlead answers here; examined from this process instead, by the configuration.\n',
    );
    return undefined;
  }
}

async function examineHere(
  world: VerbWorld,
  { config }: DoctorFlags,
  tell: (document: DoctorDocument) => void,
): Promise<void> {
  const document = await world.doctorHere(config);
  if (world.terminal.interrupted.aborted) return world.exit(exitCodes.interrupted);
  if (document === undefined) return world.exit(exitCodes.error);
  tell(document);
}

function tellDocument({ terminal, exit }: VerbWorld, flags: DoctorFlags, document: DoctorDocument): void {
  const columns = terminal.interactive ? Math.max(leastColumns, terminal.size().columns) : leastColumns;
  const view = { all: flags.all, columns, painter: createPainter(terminal.color) };
  terminal.output.write(
    flags.output === 'json' ? `${JSON.stringify(document, undefined, 2)}\n` : doctorText(document, view),
  );
  exit(exitCode(document));
}

/** By the worst; what was not examined is no fault. */
function exitCode({ counts }: DoctorDocument): number {
  if (counts.faults > 0) return exitCodes['none-serving'];
  return counts.warnings > 0 ? exitCodes.degraded : 0;
}
