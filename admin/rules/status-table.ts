// The status document as a table for a terminal: title in the rule, a line a server, columns only where some
// server has something in them, and below only what there is to say. Pure; text in, text out.

import type { ServerStatus, Status } from '../status-schema.ts';
import { parseIsoTime, shortDuration } from './iso-time.ts';
import { clusterLooks, createPainter, type Paint, type Painter, stateLooks } from './paint.ts';
import { serves } from './server-state.ts';
import { statusFooter } from './status-footer.ts';
import { cut, left, printable, right, widthOf } from './text-width.ts';

export type TableOptions = {
  /** Columns of the terminal. */
  readonly columns: number;
  readonly color: boolean;
};

type Column = {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Undefined as long as the text wants. */
  readonly atMost?: number;
  readonly cell: (server: ServerStatus) => string;
  readonly paint?: (server: ServerStatus) => Paint;
  /** False: the column is left out, since no server has something to show in it. */
  readonly wanted?: (servers: readonly ServerStatus[]) => boolean;
};

type Layout = {
  readonly shown: readonly Column[];
  readonly widths: readonly number[];
  readonly checkWidth: number;
};

const gap = '  ';
/** Below this width a cut text of the last check says nothing any more. */
const leastCheckWidth = 12;
const leastColumns = 40;

/** The whole table with a line break at its end. Lines are never wider than `columns`, but at least 40. */
export function statusTable(status: Status, options: TableOptions): string {
  const columns = Math.max(leastColumns, options.columns);
  const painter = createPainter(options.color);
  const layout = layoutOf(status, columns);
  const lines = [
    titleLine(status, columns, painter),
    ...(status.servers.length > 0 ? [headerLine(layout, painter)] : []),
    ...status.servers.map((server) => serverLine(server, layout, painter)),
    painter('faint', '─'.repeat(columns)),
    ...statusFooter(status, { columns, painter, checkWidth: layout.checkWidth }),
  ];
  return `${lines.join('\n')}\n`;
}

function titleLine({ crm, url, state, servers }: Status, columns: number, painter: Painter): string {
  const serving = servers.filter((server) => serves(server.state)).length;
  const looks = clusterLooks[state];
  const verdict = {
    serving: `all ${servers.length} serve`,
    degraded: `${serving} of ${servers.length} serve`,
    'none-serving': servers.length === 0 ? 'no server known' : `none of ${servers.length} serves`,
  }[state];
  const end = `${looks.icon} ${verdict}`;
  const name = printable(crm.version === null ? crm.profile : `${crm.profile} ${crm.version}`);
  const room = columns - widthOf(end) - 10;
  const start = cut(name, room);
  const address = cut(printable(url), room - widthOf(start) - 4);
  const shown = widthOf(address) > 8 ? address : '';
  const dashes = columns - widthOf(start) - (shown ? widthOf(shown) + 4 : 0) - widthOf(end) - 8;
  const rule = (count: number) => painter('faint', '─'.repeat(count));
  const middle = shown ? ` ${rule(2)} ${shown}` : '';
  return `${rule(2)} ${painter('bold', start)}${middle} ${rule(dashes)} ${painter(looks.paint, end)} ${rule(2)}`;
}

/**
 * Which columns there are and how wide; on a narrow terminal those at the right are left out. `checkWidth` is
 * what is left for the last check, 0 if too little.
 */
function layoutOf({ servers, at }: Status, columns: number): Layout {
  const wanted = tableColumns(parseIsoTime(at) ?? 0).filter((column) => column.wanted?.(servers) ?? true);
  const shown: Column[] = [];
  const widths: number[] = [];
  let rest = columns;
  for (const column of wanted) {
    const { title, cell, atMost } = column;
    const needed = Math.max(widthOf(title), ...servers.map((server) => widthOf(cell(server))));
    const width = Math.min(atMost ?? columns, needed);
    if (width > rest) break;
    rest -= width + gap.length;
    shown.push(column);
    widths.push(width);
  }
  const checked = servers.some((server) => server.health.lastCheck !== null);
  return { shown, widths, checkWidth: checked && rest >= leastCheckWidth ? rest : 0 };
}

function headerLine({ shown, widths, checkWidth }: Layout, painter: Painter): string {
  const titles = shown.map(({ title, align }, index) => fill(title, align, widths[index]));
  return painter('faint', [...titles, ...(checkWidth > 0 ? ['LAST CHECK'] : [])].join(gap).trimEnd());
}

function serverLine(server: ServerStatus, { shown, widths, checkWidth }: Layout, painter: Painter): string {
  const cells = shown.map(({ cell, align, paint }, index) => {
    const text = fill(cell(server), align, widths[index]);
    return paint ? painter(paint(server), text) : text;
  });
  return [...cells, ...(checkWidth > 0 ? [checkCell(server, checkWidth, painter)] : [])].join(gap).trimEnd();
}

function fill(text: string, align: Column['align'], width = 0): string {
  return align === 'left' ? left(text, width) : right(text, width);
}

function tableColumns(nowMs: number): readonly Column[] {
  const paint = (server: ServerStatus) => stateLooks[server.state].paint;
  return [
    { title: 'SERVER', align: 'left', atMost: 24, cell: (server) => printable(server.name) },
    { title: 'STATE', align: 'left', cell: stateCell, paint },
    { title: 'FOR', align: 'right', cell: (server) => durationCell(server, nowMs), paint },
    { title: 'USERS', align: 'right', cell: (server) => String(server.users.effective) },
    {
      title: 'PENDING',
      align: 'right',
      cell: ({ users }) => (users.pending > 0 ? String(users.pending) : ''),
      wanted: (servers) => servers.some(({ users }) => users.pending > 0),
    },
    {
      title: 'CAP',
      align: 'right',
      cell: ({ maxUsers }) => (maxUsers === null ? '' : String(maxUsers)),
      wanted: (servers) => servers.some(({ maxUsers }) => maxUsers !== null),
    },
    {
      title: 'WEIGHT',
      align: 'right',
      cell: ({ weight }) => String(weight),
      wanted: (servers) => servers.some(({ weight }) => weight !== servers[0]?.weight),
    },
    {
      title: 'VERSION',
      align: 'left',
      atMost: 12,
      cell: ({ version }) => printable(version ?? ''),
      wanted: (servers) => servers.some(({ version }) => version !== null),
    },
  ];
}

function stateCell({ state, admin, health, logOns, warmUp }: ServerStatus): string {
  if (state === 'warming' && warmUp !== null)
    return `${stateLooks[state].icon} warming ${warmUp.at}/${warmUp.of}`;
  const step = health.step === null || !state.startsWith('going') ? '' : ` ${health.step}/${health.steps}`;
  const out = state === 'down' || state === 'ejected';
  const wanted = out && admin.state === 'draining' ? ' (draining)' : '';
  const careful = out || logOns.warmth === 'warm' ? '' : `, ${logOns.warmth}`;
  return `${stateLooks[state].icon} ${state.replace('-', ' ')}${step}${drainedBy(state, admin)}${wanted}${careful}`;
}

/** `12→0` is who is left and where it goes. */
function drainedBy(state: ServerStatus['state'], { drain }: ServerStatus['admin']): string {
  if (state !== 'draining' || drain === null || drain.left === null) return '';
  if (drain.end === 'drained') return ', drained';
  return ` ${drain.left}→0${drain.end === null ? '' : ', late'}`;
}

function durationCell({ stateSince }: ServerStatus, nowMs: number): string {
  const sinceMs = stateSince === null ? undefined : parseIsoTime(stateSince);
  return sinceMs === undefined ? '' : shortDuration(nowMs - sinceMs);
}

function checkCell({ health }: ServerStatus, width: number, painter: Painter): string {
  if (health.lastCheck === null) return painter('faint', '-');
  const text = cut(printable(health.lastCheck.text), width);
  return health.lastCheck.healthy ? text : painter('bad', text);
}
