// What a person types over SSH: a few commands by their own names, answered as a console would. Not a PowerShell.

import { sha256 } from './files.ts';
import { checkName, recyclePool, restartIis, saidBy } from './handlers/iis.ts';
import { exportRegistry } from './handlers/registry.ts';
import type { WindowsMachine } from './machine.ts';
import { killProcess, processesOf } from './processes.ts';
import { type Ending, ended, ScriptError } from './rules/ending.ts';
import { isLike } from './rules/values.ts';
import { fileAt } from './storage.ts';

type Typed = (words: readonly string[], machine: WindowsMachine) => Ending | Promise<Ending>;

const commands: Readonly<Record<string, Typed>> = {
  'get-service': ([pattern = '*'], { services }) =>
    table(
      ['Status', 'Name', 'DisplayName'],
      services
        .list()
        .filter(({ name }) => isLike(name, pattern))
        .map(({ status, name, displayName }) => [status, name, displayName]),
    ),
  'start-service': async ([name = ''], { services }) => {
    await services.start(name);
    return ended(0);
  },
  'stop-service': async ([name = ''], { services }) => {
    await services.stop(name);
    return ended(0);
  },
  'restart-service': async ([name = ''], { services }) => {
    await services.stop(name);
    await services.start(name);
    return ended(0);
  },
  iisreset: async ([option = '/restart'], machine) => {
    const action = option.replace(/^[/-]/, '').toLowerCase();
    if (action === 'stop') await machine.services.stop('W3SVC');
    else if (action === 'start') await machine.services.start('W3SVC');
    else await restartIis(machine);
    return ended(0, `${saidBy(action)}\r\n`);
  },
  'restart-webapppool': ([name = ''], machine) => {
    checkName(name);
    recyclePool(machine);
    return ended(0);
  },
  'stop-webapppool': ([name = ''], { crm }) => {
    checkName(name);
    crm.setPool(false);
    return ended(0);
  },
  'start-webapppool': ([name = ''], { crm }) => {
    checkName(name);
    crm.setPool(true);
    return ended(0);
  },
  'get-filehash': (words, machine) => {
    const { path, bytes } = fileAt(words.join(' '), { machine, withPassword: false });
    return table(['Algorithm', 'Hash', 'Path'], [['SHA256', sha256(bytes).toUpperCase(), path]]);
  },
  reg: async (words, machine) => {
    const [action = '', key = '', file = ''] = words;
    if (action.toLowerCase() !== 'export' || file === '')
      throw new ScriptError('This is a simulated server: it knows reg export KEY FILE.');
    await exportRegistry({ machine, values: { key, file }, secrets: {} });
    return ended(0, 'The operation completed successfully.\r\n');
  },
  'get-process': ([pattern = '*'], machine) =>
    table(
      ['Id', 'ProcessName'],
      processesOf(machine)
        .map(({ id, name }) => [String(id), name.replace(/\.exe$/, '')])
        .filter(([, name = '']) => isLike(name, pattern)),
    ),
  'get-date': (_words, machine) => ended(0, `${new Date(machine.nowMs()).toISOString()}\r\n`),
  hostname: (_words, { name }) => ended(0, `${name}\r\n`),
  whoami: (_words, { name }) => ended(0, `${name.toLowerCase()}\\fairlead\r\n`),
  taskkill: async (words, machine) => {
    const id = Number(words[words.findIndex((word) => /^\/pid$/i.test(word)) + 1]);
    if (await killProcess(machine, id)) {
      return ended(0, `SUCCESS: The process with PID ${id} has been terminated.\r\n`);
    }
    return ended(128, '', `ERROR: The process "${id}" not found.\r\n`);
  },
};

/** Runs it; what is not known ends as in PowerShell. */
export async function runTyped(words: readonly string[], machine: WindowsMachine): Promise<Ending> {
  const [name = '', ...rest] = words;
  const key = name.toLowerCase().replace(/\.exe$/, '');
  const command = Object.hasOwn(commands, key) ? commands[key] : undefined;
  const plain = rest.filter((word) => !/^-(name|force|path|literalpath)$/i.test(word));
  if (command) return command(plain, machine);
  throw new ScriptError(
    `The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program. ` +
      `This is a simulated server: it knows ${Object.keys(commands).join(', ')}.`,
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): Ending {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join(' ')
      .trimEnd();
  const rule = head.map((title) => '-'.repeat(title.length));
  return ended(0, ['', ...[head, rule, ...rows].map(line), '', ''].join('\r\n'));
}
