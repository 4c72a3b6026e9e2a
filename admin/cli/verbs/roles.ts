// `fairlead roles`: where the roles that exist once run (F6), moving one, and what only a person can say or do.

import { setTimeout as pause } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import {
  answerInstruction,
  moveRole,
  type RoleDocument,
  type RolesDocument,
  showRoles,
  tellDead,
  tellRole,
} from '../../operations/roles.ts';
import { roleNames } from '../../role-words.ts';
import { exitCodes } from '../../rules/exit-code.ts';
import { instructionLines, moveProgress, rolesText } from '../../rules/roles-text.ts';
import { ask, askAndTell, tellRefusal, told, type VerbWorld, type Where, withWhere } from '../verb-world.ts';

const columns = 80;
const lookEveryMs = 500;
type RoleName = (typeof roleNames)[number];

export function addRoles(program: Command, world: VerbWorld): void {
  const roles = program.command('roles').description('roles that exist once: where they run; move them');
  const role = () => new Argument('<role>', 'which role').choices(roleNames);
  withWhere(roles.command('status', { isDefault: true }))
    .description('where each of them runs')
    .action((where) => tellRoles(world, where, { operation: showRoles, input: {} }));
  withWhere(roles.command('move'))
    .description('stop a role where it runs, start it on another server, verify both')
    .addArgument(role())
    .argument('<server>', 'where it goes')
    .requiredOption('-m, --reason <text>', 'why; it stands in the audit')
    .option('--no-wait', 'do not wait until it is there')
    .action((name: RoleName, server: string, flags: MoveFlags) => move(world, name, server, flags));
  withWhere(roles.command('tell'))
    .description('say how a role stands on a server without SSH')
    .addArgument(role())
    .argument('<server>', 'where you looked')
    .addArgument(new Argument('<state>', 'what you saw').choices(['running', 'stopped', 'absent']))
    .action((name: RoleName, server, state, where) =>
      tellRoles(world, where, { operation: tellRole, input: { role: name, server, state } }),
    );
  addDone(roles, world);
  addDead(roles, world);
}

function addDone(roles: Command, world: VerbWorld): void {
  withWhere(roles.command('done'))
    .description('say that an instruction was carried out on a server without SSH')
    .argument('<id>', 'number of the instruction')
    .option('--said <text>', 'the last line it printed, or what went wrong')
    .option('--failed', 'it went wrong', false)
    .option('--refused', 'it is not done', false)
    .action((id: string, { said, failed, refused, ...where }: DoneFlags) => {
      const outcome = failed ? 'failed' : refused ? 'refused' : 'done';
      const input = { id, outcome, ...(said !== undefined && { said }) } as const;
      return tellRoles(world, where, { operation: answerInstruction, input });
    });
}

function addDead(roles: Command, world: VerbWorld): void {
  withWhere(roles.command('dead'))
    .description('say that a server is dead: one kind of evidence for a failover')
    .argument('<server>', 'which server')
    .requiredOption('-m, --reason <text>', 'how you know; it stands in the audit')
    .option('--no', 'it is not dead after all')
    .action((server: string, { reason, no, ...where }: Where & { reason: string; no?: boolean }) =>
      tellRoles(world, where, { operation: tellDead, input: { server, dead: no !== true, reason } }),
    );
}

type MoveFlags = Where & { readonly reason: string; readonly wait: boolean };
type DoneFlags = Where & { readonly said?: string; readonly failed: boolean; readonly refused: boolean };

const textOf = (document: RolesDocument) => rolesText(document, columns, Date.now());

/** A role that does not run, or runs twice, is seen by the exit code too. */
const exitCodeOf = ({ roles }: RolesDocument) =>
  roles.some(({ state }) => state === 'none' || state === 'several') ? exitCodes.degraded : 0;

type Asked = Pick<Parameters<typeof askAndTell>[2], 'operation' | 'input'>;

function tellRoles(world: VerbWorld, where: Where, asked: Asked): Promise<void> {
  const document = (value: unknown) => value as RolesDocument;
  return askAndTell(world, where, {
    ...asked,
    text: (value) => textOf(document(value)),
    exitCode: (value) => exitCodeOf(document(value)),
  });
}

async function move(world: VerbWorld, role: RoleName, server: string, flags: MoveFlags): Promise<void> {
  const { terminal, exit } = world;
  await told(world, async () => {
    const answer = await ask(world, flags, moveRole, { role, server, reason: flags.reason });
    if (!answer.ok) {
      tellRefusal(world, flags, answer);
      return exit(exitCodes.error);
    }
    const end = flags.wait ? await watch(world, flags, role) : answer.value;
    if (end === undefined) return exit(exitCodes.error);
    terminal.output.write(flags.output === 'json' ? `${JSON.stringify(end, undefined, 2)}\n` : textOf(end));
    const moved = roleIn(end, role)?.move?.outcome;
    return exit(!flags.wait || moved === 'moved' || moved === undefined ? 0 : exitCodes.error);
  });
}

/** Tells each step in a line, and what a person has to do; undefined where the question was refused. Ctrl-C ends the looking. */
async function watch(world: VerbWorld, where: Where, role: RoleName): Promise<RolesDocument | undefined> {
  const said = new Set<string>();
  const say = (text: string) => {
    if (where.output === 'table' && text !== '' && !said.has(text)) world.terminal.output.write(`${text}\n`);
    said.add(text);
  };
  for (;;) {
    const answer = await ask(world, where, showRoles, {});
    if (!answer.ok) {
      tellRefusal(world, where, answer);
      return undefined;
    }
    const mine = roleIn(answer.value, role);
    if (mine === undefined || mine.state !== 'moving') return answer.value;
    say(moveProgress(mine));
    for (const each of answer.value.instructions) say(instructionLines(each, columns).join('\n'));
    await pause(lookEveryMs, undefined, { signal: world.terminal.interrupted });
  }
}

function roleIn({ roles }: RolesDocument, name: RoleName): RoleDocument | undefined {
  return roles.find(({ role }) => role === name);
}
