// The commands, their options and their help. What a command does is handed in (`Verbs`), so that this folder knows
// neither configuration nor cluster nor demo; only `status` is at home here.

import { Command, CommanderError, Option } from 'commander';
import type { DoctorDocument } from '../operations/doctor.ts';
import { exitCodes } from '../rules/exit-code.ts';
import { atLeast, parseCount, parseDuration, parsePort, parseRate, parseWatch } from './parse-options.ts';
import type { Terminal } from './terminal.ts';
import type {
  CheckOptions,
  CheckRecipeOptions,
  DemoOptions,
  DiscoverOptions,
  ReloadOptions,
  StartOptions,
} from './verb-options.ts';
import type { VerbWorld } from './verb-world.ts';
import { configOption, outputOption, urlOption } from './where-options.ts';

/** Each verb resolves with the exit code; an `Error` it rejects with is told in one sentence. */
export type Verbs = {
  readonly start: (options: StartOptions) => Promise<number>;
  readonly check: (options: CheckOptions) => Promise<number>;
  readonly discover: (options: DiscoverOptions) => Promise<number>;
  readonly reload: (options: ReloadOptions) => Promise<number>;
  readonly demo: (options: DemoOptions) => Promise<number>;
  /** Tells every fault of a recipe, without a running Fairlead. */
  readonly checkRecipe: (options: CheckRecipeOptions) => Promise<number>;
  /** Where the admin listener is by the configuration; `config` undefined is the usual file if it is there. */
  readonly adminUrl: (config: string | undefined) => Promise<string>;
  /** Examines the site from this process; undefined where the configuration has faults, which are told. */
  readonly doctorHere: (config: string | undefined) => Promise<DoctorDocument | undefined>;
};

export type ProgramOptions = {
  readonly verbs: Verbs;
  readonly version: string;
  readonly terminal: Terminal;
};

export type Program = {
  /** Runs one command line (without program names) and resolves with its exit code; it never rejects. */
  run(words: readonly string[]): Promise<number>;
};

const examples = `
Examples:
  fairlead demo                        a whole cluster on this machine, to try
  fairlead demo --users 60 --exit      with people in it, then a summary
  fairlead check --live                is everything right, are all there?
  fairlead start -c /etc/fairlead.yaml
  fairlead status -w                   who is where, refreshed every 2 seconds
  fairlead reload                      take up the changed fairlead.yaml
  fairlead status -o json | jq .balance`;

const exitCodeHelp = `
Exit codes:
  0    done; for status: all servers serve
  1    error
  2    usage
  3    status: degraded, some server does not serve; doctor: warnings
  4    status: no server serves; doctor: faults
  5    upgrade: paused, or waiting for a person
  6    timed out
  130  interrupted (Ctrl-C)
  143  start: a second SIGTERM cut what was running
`;

/** Makes the program for one terminal. */
export function createProgram(options: ProgramOptions): Program {
  return {
    async run(words) {
      let exitCode: number = exitCodes.error;
      const program = commands(options, await operatingVerbs(words), (code) => {
        exitCode = code;
      });
      try {
        await program.parseAsync([...words], { from: 'user' });
        return exitCode;
      } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
        options.terminal.errors.write(`fairlead: ${sentence(error)}\n`);
        return exitCodes.error;
      }
    },
  };
}

type AddVerb = (program: Command, world: VerbWorld) => void;

/** Those in verbs/. A start does without them: people wait for it. */
async function operatingVerbs([verb]: readonly string[]): Promise<readonly AddVerb[]> {
  return verb === 'start' ? [] : (await import('./verbs/operating-verbs.ts')).operatingVerbs;
}

function commands(
  { verbs, version, terminal }: ProgramOptions,
  operating: readonly AddVerb[],
  exit: (code: number) => void,
): Command {
  const program = new Command('fairlead')
    .description('The one URL of a multi-server CRM, and the hand that runs its cluster.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help for a command')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', `${examples}\n${exitCodeHelp}`)
    .showHelpAfterError('(fairlead --help tells all commands)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.output.write(text),
      writeErr: (text) => terminal.errors.write(text),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addStart(program, verbs, exit);
  addCheck(program, verbs, exit);
  addDiscover(program, verbs, exit);
  addStatus(program, verbs, terminal, exit);
  addReload(program, verbs, exit);
  for (const add of operating) add(program, { ...verbs, terminal, exit });
  addDemo(program, verbs, exit);
  program
    .command('version')
    .description('print the version')
    .action(() => {
      terminal.output.write(`fairlead ${version} (Node.js ${process.version})\n`);
      exit(0);
    });
  return program;
}

type Exit = (code: number) => void;

function addStart(program: Command, verbs: Verbs, exit: Exit): void {
  program
    .command('start')
    .description('run Fairlead until it is told to stop')
    .addOption(configOption())
    .action(async ({ config }) => exit(await verbs.start({ config })));
}

function addCheck(program: Command, verbs: Verbs, exit: Exit): void {
  program
    .command('check')
    .description('tell every fault of a configuration at once')
    .argument('[file]', 'configuration (default: fairlead.yaml here)')
    .option('--live', 'also ask the database and every server', false)
    .addOption(outputOption())
    .action(async (file, { live, output }) => exit(await verbs.check({ file, live, output })));
}

function addDiscover(program: Command, verbs: Verbs, exit: Exit): void {
  program
    .command('discover')
    .description('find the names of settings that differ from site to site')
    .addOption(configOption())
    .option('-y, --yes', 'take what is proposed without asking', false)
    .action(async ({ config, yes }) => exit(await verbs.discover({ config, yes })));
}

function addStatus(program: Command, verbs: Verbs, terminal: Terminal, exit: Exit): void {
  program
    .command('status')
    .description('show who is where, and why')
    .addOption(outputOption())
    .addOption(
      new Option('-w, --watch [seconds]', 'refresh in place until Ctrl-C (default: 2)').argParser(parseWatch),
    )
    .addOption(urlOption())
    .addOption(configOption())
    .option('--no-color', 'no colours (also: NO_COLOR)')
    .action(async ({ output, watch, url, config, color }) => {
      const adminUrl = url ?? (await verbs.adminUrl(config));
      const watchSeconds = watch === true ? 2 : watch;
      // Loaded when it is asked for, as every verb is.
      const { runStatus } = await import('./status.ts');
      exit(await runStatus({ adminUrl, output, watchSeconds, color, terminal }));
    });
}

function addReload(program: Command, verbs: Verbs, exit: Exit): void {
  program
    .command('reload')
    .description('have the running Fairlead take up its changed configuration')
    .addOption(outputOption())
    .addOption(urlOption())
    .addOption(configOption())
    .action(async ({ config, url, output }) => exit(await verbs.reload({ config, url, output })));
}

function addDemo(program: Command, verbs: Verbs, exit: Exit): void {
  const numeric = (flags: string, text: string, parse: (value: string) => number, initial: number) =>
    new Option(flags, text).argParser(parse).default(initial);
  program
    .command('demo')
    .description('a simulated cluster with Fairlead in front of it, all here')
    .addOption(numeric('--servers <count>', 'CRM servers', parseCount(1, 32), 3))
    .addOption(numeric('--port <port>', 'port of the one URL, 0: any free one', parsePort, 8080))
    .addOption(numeric('--admin-port <port>', 'port of the admin listener', parsePort, 9090))
    .addOption(numeric('--sql-port <port>', 'port of the database', parsePort, 0))
    .addOption(numeric('--users <count>', 'people that log on and work', parseCount(0, 100_000), 0))
    .addOption(numeric('--rate <rate>', 'log-ons a second', parseRate, 10))
    .addOption(
      new Option('--work <time>', 'how long each of them works, such as 10m')
        .argParser(parseDuration)
        .default(5_000, '5s'),
    )
    .option('--json', 'first line: one JSON object with all addresses', false)
    .option('--exit', 'end when all people are done, with a summary', false)
    .option('--https', 'serve the one URL over TLS', false)
    .option('--no-guard', 'let every log-on go to its server at once')
    .option('--storm', 'restart all servers, then all people log on at once', false)
    .action(async (options: DemoOptions, command: Command) => {
      for (const flag of ['exit', 'storm'] as const)
        if (options[flag] && options.users === 0) command.error(`error: ${atLeast(`--${flag}`, '--users')}`);
      exit(await verbs.demo(options));
    });
}

/** An error with its causes, each said once. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? sentence(error.cause) : '';
  return cause === '' || error.message.includes(cause) ? error.message : `${error.message} (${cause})`;
}
