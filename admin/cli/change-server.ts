// What the verbs drain, maintenance and admit have in common: show what would happen, ask, do it, show the servers before
// and after.

import type { Static } from 'typebox';
import type { OperationAnswer } from '../operation.ts';
import {
  type ImpactSchema,
  type LeavingRoleDocument,
  previewServer,
  type ServerChanged,
} from '../operations/servers.ts';
import { exitCodes } from '../rules/exit-code.ts';
import { changedText, impactText, rolesLeavingText } from '../rules/server-texts.ts';
import { statusTable } from '../rules/status-table.ts';
import { confirm } from './confirm.ts';
import { fetchStatus } from './fetch-status.ts';
import { moveRoles } from './move-roles.ts';
import { ask, tellRefusal, type VerbWorld, type Where } from './verb-world.ts';

export type ChangeOptions = Where & { readonly yes?: boolean; readonly dryRun?: boolean };

export type ServerChange = {
  readonly server: string;
  /** Undefined where nothing is taken from anybody: it is done without a question. */
  readonly preview:
    | {
        readonly taking: 'finish' | 'no-extension' | 'now' | 'maintenance';
        readonly idleLimitMs?: number | undefined;
      }
    | undefined;
  /** Its roles go elsewhere first, for this reason. */
  readonly rolesLeave?: string | undefined;
  readonly change: () => Promise<OperationAnswer<ServerChanged>>;
};

type Preview = {
  readonly server: string;
  readonly impact: Static<typeof ImpactSchema>;
  readonly roles: readonly LeavingRoleDocument[];
};

/** What came of it; undefined where it ends here, with the exit code told. */
export async function changeServer(
  world: VerbWorld,
  options: ChangeOptions,
  asked: ServerChange,
): Promise<ServerChanged | undefined> {
  const { terminal, exit } = world;
  const table = options.output === 'table';
  if (asked.preview !== undefined) {
    const preview = await previewed(world, options, asked);
    if (preview === undefined) return undefined;
    const leaving = asked.rolesLeave === undefined ? [] : preview.roles.filter(({ to }) => to !== null);
    if (leaving.length > 0 && !(await moveRoles(world, options, { ...asked, leaving }))) return undefined;
  }
  const before = table ? await servers(world, options) : '';
  const answer = await asked.change();
  if (!answer.ok) {
    tellRefusal(world, options, answer);
    exit(exitCodes.error);
    return undefined;
  }
  if (table) {
    const after = await servers(world, options);
    terminal.output.write(`${changedText(answer.value)}\nBefore:\n${before}\nAfter:\n${after}`);
  } else terminal.output.write(`${JSON.stringify(answer.value, undefined, 2)}\n`);
  exit(0);
  return answer.value;
}

/** Undefined where it ends with the preview: it could not be made, it was all that was asked for, or the answer was no. */
async function previewed(
  world: VerbWorld,
  options: ChangeOptions,
  asked: ServerChange,
): Promise<Preview | undefined> {
  const { terminal, exit } = world;
  const { taking, idleLimitMs } = asked.preview ?? { taking: 'finish' as const };
  const preview = await ask(world, options, previewServer, {
    server: asked.server,
    taking,
    ...(idleLimitMs === undefined ? {} : { idleLimitMs }),
  });
  if (!preview.ok) {
    tellRefusal(world, options, preview);
    exit(exitCodes.error);
    return undefined;
  }
  const { value }: { readonly value: Preview } = preview;
  if (options.output === 'table') {
    const roles = asked.rolesLeave !== undefined ? rolesLeavingText(value.server, value.roles) : '';
    terminal.output.write(`${impactText(value.server, value.impact)}${roles}`);
  }
  if (options.dryRun) {
    if (options.output === 'json') terminal.output.write(`${JSON.stringify(value, undefined, 2)}\n`);
    exit(0);
    return undefined;
  }
  const asks = terminal.interactive && !options.yes && options.output === 'table';
  if (!asks || (await confirm(terminal, 'Go on?'))) return value;
  terminal.errors.write('fairlead: nothing was changed\n');
  exit(terminal.interrupted.aborted ? exitCodes.interrupted : exitCodes.error);
  return undefined;
}

async function servers({ terminal, adminUrl }: VerbWorld, where: Where): Promise<string> {
  const { interrupted } = terminal;
  const url = where.url ?? (await adminUrl(where.config));
  const { status } = await fetchStatus({ adminUrl: url, timeoutMs: 10_000, interrupted });
  return statusTable(status, { columns: terminal.size().columns, color: terminal.color });
}

/** Names of the options that a change has, for `Operation` inputs that leave out what was not given. */
export function given<Fields extends Readonly<Record<string, unknown>>>(fields: Fields): Partial<Fields> {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as Partial<Fields>;
}
