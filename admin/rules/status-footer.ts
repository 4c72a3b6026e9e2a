// What stands below the table of the status: the balance in one line, then only what there is to say. Pure.

import type { ServerStatus, Status } from '../status-schema.ts';
import { drainParts } from './drain-text.ts';
import { parseIsoTime, shortTime, shortTimeOf } from './iso-time.ts';
import { type Looks, noticeLooks, type Painter, stateLooks } from './paint.ts';
import { cut, hanging, printable, widthOf } from './text-width.ts';

export type FooterOptions = {
  readonly columns: number;
  readonly painter: Painter;
  /** Room that the table has for the text of a check; a failed check that is longer is told in full below. */
  readonly checkWidth: number;
};

/** The lines below the table; none is wider than `columns`. */
export function statusFooter(status: Status, { columns, painter, checkWidth }: FooterOptions): string[] {
  const nowMs = parseIsoTime(status.at) ?? 0;
  return [
    ...balanceLine(status).map((line) => cut(line, columns)),
    ...metadataLine(status).map((line) => cut(line, columns)),
    ...maintenanceLine(status).map((line) => cut(line, columns)),
    ...runLine(status).map((line) => cut(line, columns)),
    ...rolesLine(status).map((line) => cut(line, columns)),
    ...status.servers
      .filter((server) => isCut(server, checkWidth) && !isTold(server, status))
      .flatMap((server) => failureLines(server, columns, painter)),
    ...status.servers.flatMap((server) => adminLines(server, nowMs, columns, painter)),
    ...status.leavingServers.flatMap((server) => leavingLines(server, nowMs, columns, painter)),
    ...status.notices.flatMap(({ severity, text, mend }) => [
      ...marked(noticeLooks[severity], text, columns, painter),
      ...hanging('  → ', mend, columns).map((line) => painter('faint', line)),
    ]),
  ];
}

function balanceLine({ balance, servers, peers, workers: { wanted, running } }: Status): string[] {
  const joined = peers.filter(({ state }) => state === 'joined').map(({ peer }) => printable(peer));
  const crew = [
    ...(wanted === 1 ? [] : [`${running} of ${wanted} workers`]),
    ...(joined.length === 0 ? [] : [`as one with ${joined.join(', ')}`]),
  ];
  if (servers.length === 0) return crew;
  const users = `${balance.users} ${balance.users === 1 ? 'user' : 'users'}`;
  const skew = balance.skew === null ? [] : [`largest difference ${balance.skew}`];
  const next = balance.lightest === null ? [] : [`next log-on to ${printable(balance.lightest)}`];
  return [[users, ...skew, ...next, ...crew].join(' · ')];
}

/** Only while servers load; what is stale and waits is told by a notice. */
function metadataLine({ metadata: { loading, stale } }: Status): string[] {
  if (loading.length === 0) return [];
  const left = stale.length === 0 ? '' : `, then ${stale.map(printable).join(', ')}`;
  return [`metadata: ${loading.map(printable).join(', ')} loading${left}`];
}

/** Only while a task runs; what is overdue is told by a notice. */
function maintenanceLine({ maintenance: { running, percent } }: Status): string[] {
  if (running === null) return [];
  return [`maintenance: ${running}${percent === null ? '' : ` ${Math.floor(percent)} %`}`];
}

/** Only while one is under way. */
function runLine({ run }: Status): string[] {
  if (run === null) return [];
  const where = run.environment === 'live' ? '' : ` in ${printable(run.environment)}`;
  const at = run.at === null ? '' : ` ${printable(run.at)}`;
  return [
    `run ${run.run}: ${printable(run.recipe)}${where}, ${run.status}, step ${Math.min(run.stepsDone + 1, run.steps)}/${run.steps}${at}`,
  ];
}

/** Only while some move; one that is not on exactly one server is told by a notice. */
function rolesLine({ roles }: Status): string[] {
  const moving = roles.filter(({ state }) => state === 'moving').map(({ title }) => printable(title));
  return moving.length === 0 ? [] : [`roles: ${moving.join(', ')} moving`];
}

function isCut({ health }: ServerStatus, checkWidth: number): boolean {
  return widthOf(printable(health.lastCheck?.text ?? '')) > checkWidth;
}

function isTold({ health }: ServerStatus, { notices }: Status): boolean {
  return notices.some((notice) => notice.text.includes(health.lastCheck?.text ?? ''));
}

/** The whole text of a failed check, since the column of the table has seldom room for it. */
function failureLines({ name, state, health }: ServerStatus, columns: number, painter: Painter): string[] {
  if (health.lastCheck === null || health.lastCheck.healthy || state === 'maintenance') return [];
  return marked(stateLooks[state], `${name}: ${health.lastCheck.text}`, columns, painter);
}

/** Who took a server out of service, why, until when, and how far it is. */
function adminLines(
  { name, admin }: ServerStatus,
  nowMs: number,
  columns: number,
  painter: Painter,
): string[] {
  if (admin.state === 'in-service' || admin.state === 'unknown') return [];
  const untilMs = admin.until === null ? undefined : parseIsoTime(admin.until);
  const until = untilMs === undefined ? '' : `, until ${shortTime(untilMs, nowMs)}`;
  const policy = admin.policy === null ? '' : ` (${admin.policy})`;
  const text = `${name} ${admin.state}${policy} by ${admin.by}: ${admin.reason}${until}${drainText(admin, nowMs)}`;
  return marked(stateLooks[admin.state], text, columns, painter);
}

/** Who is not in the list any more, and why that server is still used. */
function leavingLines(
  { name, sessions, inFlightRequests, until }: Status['leavingServers'][number],
  nowMs: number,
  columns: number,
  painter: Painter,
): string[] {
  const people = `${sessions} ${sessions === 1 ? 'session' : 'sessions'}`;
  const requests = inFlightRequests > 0 ? `, ${inFlightRequests} under way` : '';
  const text = `${name} was removed: ${people}${requests} there, at most until ${shortTimeOf(until, nowMs)}`;
  return marked(stateLooks.draining, text, columns, painter);
}

function drainText({ drain }: ServerStatus['admin'], nowMs: number): string {
  if (drain === null || drain.left === null) return '';
  if (drain.end === 'drained')
    return drain.leftAtEnd ? `; drained, ${drain.leftAtEnd} who were idle log on elsewhere` : '; drained';
  return `; ${drainParts(drain, nowMs).join(', ')}`;
}

/** A text behind its icon, the icon in its colour. */
function marked({ icon, paint }: Looks, text: string, columns: number, painter: Painter): string[] {
  const [first = '', ...others] = hanging(`${icon} `, text, columns);
  return [painter(paint, icon) + first.slice(icon.length), ...others];
}
