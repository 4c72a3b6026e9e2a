// The roles that exist once for people: a line a role, then what needs a person. Pure.

import type { RoleDocument, RolesDocument } from '../operations/roles.ts';
import { parseIsoTime, shortDuration } from './iso-time.ts';
import { cut, left, printable, widthOf, wrap } from './text-width.ts';

const icons: Readonly<Record<RoleDocument['state'], string>> = {
  one: '✔',
  none: '✖',
  several: '✖',
  unknown: '?',
  'not-watched': '•',
  'not-needed': '•',
  moving: '◌',
};

/** Lines are never wider than `columns`, but for what has to be pasted as it is. */
export function rolesText(document: RolesDocument, columns: number, nowMs: number): string {
  const below = [
    scriptsText(document),
    ...document.dead.map(({ server, because }) => `${server} is dead: ${because}.`),
    ...document.roles.flatMap(remarks),
  ].flatMap((text) => wrap(printable(text), columns));
  const lines = [
    ...tableLines(document.roles, nowMs).map((line) => cut(line, columns)),
    '',
    ...below,
    ...document.instructions.flatMap((each) => instructionLines(each, columns)),
  ];
  return `${lines.join('\n')}\n`;
}

/** The last step of a move, or how it ended; the same text as before where nothing has changed. */
export function moveProgress({ title, move }: RoleDocument): string {
  if (move === null) return '';
  const last = move.deeds.at(-1);
  if (move.outcome === null) {
    const step = last === undefined ? '' : `: ${last.ok ? '' : 'failed, '}${last.text}`;
    return printable(`◌ ${title} to ${move.to}${step}`);
  }
  const icon = move.outcome === 'moved' ? '✔' : '✖';
  return printable(`${icon} ${title} ${endWords[move.outcome]}: ${move.because}`);
}

/** What a person has to do on a server without SSH. */
export function instructionLines(
  { id, server, purpose, shell, text, answer }: RolesDocument['instructions'][number],
  columns: number,
): string[] {
  const said = answer === 'last-line' ? ' --said "the last line it printed"' : '';
  const where = shell === 'powershell' ? 'PowerShell' : 'a command prompt';
  return [
    '',
    ...wrap(printable(`On ${server}, in ${where} as administrator: ${purpose}`), columns),
    ...text.split('\n').map((line) => `  ${line}`),
    ...wrap(`Then: fairlead roles done ${id}${said}`, columns),
  ];
}

const endWords = {
  moved: 'was moved',
  'went-back': 'went back to where it was',
  failed: 'was not moved',
  'given-up': 'was not moved, it was given up',
} as const;

function tableLines(roles: readonly RoleDocument[], nowMs: number): string[] {
  const rows = [
    ['ROLE', 'WANTED ON', 'RUNS ON', 'FOR', 'STATE'],
    ...roles.map((each) => [
      printable(each.title),
      printable(each.wantedOn),
      printable(each.on.join(', ')) || '-',
      sinceText(each, nowMs),
      `${icons[each.state]} ${stateText(each)}`,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  return rows.map((row) =>
    row.map((text, at) => (at < widths.length ? left(text, widths[at] ?? 0) : text)).join('  '),
  );
}

function stateText({ state, move }: RoleDocument): string {
  switch (state) {
    case 'moving':
      return `moving to ${printable(move?.to ?? '')}`;
    case 'not-watched':
      return 'not known how it shows';
    case 'not-needed':
      return 'not needed';
    case 'one':
    case 'none':
    case 'several':
    case 'unknown':
      return state;
  }
}

function sinceText({ since, state }: RoleDocument, nowMs: number): string {
  const sinceMs = since === null || state === 'not-watched' ? undefined : parseIsoTime(since);
  return sinceMs === undefined ? '-' : shortDuration(Math.max(0, nowMs - sinceMs));
}

/** Says when DTLS is not needed (F6). */
function scriptsText({ detachedScripts }: RolesDocument): string {
  if (detachedScripts === null) return 'Detached table-level scripts were not counted yet.';
  if (detachedScripts === 0) return 'There are no detached table-level scripts, so DTLS is not needed.';
  const scripts =
    detachedScripts === 1
      ? '1 detached table-level script needs'
      : `${detachedScripts} detached table-level scripts need`;
  return `${scripts} the DTLS server.`;
}

function remarks(role: RoleDocument): string[] {
  const { title, remark, state, move } = role;
  const said = remark === null || state === 'not-needed' ? [] : [`${title}: ${remark}.`];
  const moved = move === null || move.outcome === 'moved' ? [] : [moveProgress(role)];
  return [...said, ...moved];
}
