// The files of the servers for people: a block a folder with a table of what differs, the library, a plan, progress. Pure.

import type { FilesDocument, FilesPlan } from '../operations/files.ts';
import { counted } from './counted.ts';
import { cut, left, printable, right, wrap } from './text-width.ts';

type Folder = FilesDocument['folders'][number];
type FolderServer = Folder['servers'][number];
type Difference = FolderServer['differences'][number];
type Sync = NonNullable<FilesDocument['sync']>;

/** Lines are never wider than `columns`. */
export function filesText(files: FilesDocument, columns: number): string {
  const lines = [
    ...(files.folders.length === 0 ? ['No folder is compared: files.folders names none.'] : []),
    ...files.folders.flatMap((folder) => folderLines(folder, columns)),
    ...libraryLines(files, columns),
    files.lookedAt === null ? 'Not looked at yet.' : `Looked at ${timeText(files.lookedAt)}.`,
    ...(files.sync === null ? [] : syncLines(files.sync, columns)),
  ];
  return `${lines.map((line) => cut(line, columns)).join('\n')}\n`;
}

function folderLines({ folder, path, servers }: Folder, columns: number): string[] {
  const told = servers.flatMap((server) => serverLines(server, columns));
  return [`${printable(folder)}: ${printable(path)}`, ...told, ''];
}

function serverLines(server: FolderServer, columns: number): string[] {
  const name = printable(server.server);
  const { state, files, differences, more, problem, mend } = server;
  switch (state) {
    case 'master':
      return [`✔ ${name} is the master: ${counted(files ?? 0, 'file')}`];
    case 'same':
      return [`✔ ${name} has the same: ${counted(files ?? 0, 'file')}`];
    case 'unknown':
      return wrap(`? ${name} is not known: ${printable(problem ?? '')} ${printable(mend ?? '')}`, columns);
    case 'different': {
      const rows = differences.flatMap((each) => differenceLines(each, columns));
      const rest = more === 0 ? [] : [`  ... and ${more} more`];
      return [
        `⚠ ${name} differs in ${counted(differences.length + more, 'file')}`,
        row({ what: 'WHAT', file: 'FILE', size: 'SIZE', changed: 'CHANGED (UTC)' }, columns),
        ...rows,
        ...rest,
      ];
    }
  }
}

/** What is there, and below it what the master has. */
function differenceLines(difference: Difference, columns: number): string[] {
  const { path, kind, bytes, modified, masterBytes, masterModified } = difference;
  const there = { what: kind, file: printable(path), size: sizeText(bytes), changed: timeText(modified) };
  const master = { size: sizeText(masterBytes), changed: timeText(masterModified) };
  switch (kind) {
    case 'missing':
      return [row({ ...there, ...master }, columns)];
    case 'extra':
      return [row(there, columns)];
    case 'different':
      return [row(there, columns), row({ what: '', file: '  on the master', ...master }, columns)];
  }
}

type Row = { readonly what: string; readonly file: string; readonly size: string; readonly changed: string };

function row({ what, file, size, changed }: Row, columns: number): string {
  const width = Math.max(10, columns - 2 - 9 - 2 - 2 - 10 - 2 - 16);
  return `  ${left(what, 9)}  ${left(file, width)}  ${right(size, 10)}  ${changed}`.trimEnd();
}

function libraryLines({ library }: FilesDocument, columns: number): string[] {
  if (library === null) return [];
  const away = library.servers.filter(({ state }) => state !== 'reached');
  const path = printable(library.path);
  if (away.length === 0) return [`✔ Every server reaches the document library ${path}`, ''];
  const lines = away.flatMap(({ server, state, problem }) => {
    const what = state === 'unknown' ? '? of' : '✖';
    return wrap(
      `${what} ${printable(server)}${state === 'unknown' ? ' it is not known' : ' does not reach it'}: ${printable(problem ?? '')}`,
      columns,
    );
  });
  return [`⚠ Document library ${path}`, ...lines, ''];
}

function syncLines(sync: Sync, columns: number): string[] {
  const who = `asked for by ${printable(sync.by)}, ${timeText(sync.startedAt)}`;
  const lines = [`${progressText(sync)} (${who})`];
  if (sync.problem !== null) lines.push(`✖ ${printable(sync.problem)} ${printable(sync.mend ?? '')}`);
  return lines.flatMap((line) => wrap(line, columns));
}

const marks = { running: '◌', done: '✔', failed: '✖', stopped: '✖' } as const;

/** One line: how far copying is. */
export function progressText({ state, done, of, bytesDone, bytes, current }: Sync): string {
  const at = current === null ? '' : `: ${current.server} ${printable(`${current.folder}/${current.path}`)}`;
  return `${marks[state]} Copying ${state}, ${done} of ${of}, ${sizeText(bytesDone)} of ${sizeText(bytes)}${at}`;
}

const kinds = { add: 'add', replace: 'replace', 'set-aside': 'take away' } as const;
const reasons = { 'too-big': 'too big (files.maxFileBytes)', 'no-plain-path': 'no plain path' } as const;

/** What would be done, in order. */
export function filesPlanText(plan: FilesPlan, columns: number): string {
  const steps = plan.steps.map(({ server, folder, path, kind, bytes }, at) =>
    [
      right(String(at + 1), 4),
      left(printable(server), 12),
      left(kinds[kind], 9),
      left(printable(`${folder}/${path}`), Math.max(10, columns - 43)),
      right(kind === 'set-aside' ? '' : sizeText(bytes), 10),
    ].join('  '),
  );
  const lines = [
    plan.steps.length === 0
      ? 'There is nothing to copy.'
      : `${counted(plan.steps.length, 'file')}, ${sizeText(plan.bytes)}, one after another:`,
    ...steps,
    ...plan.leftOut.map(
      ({ server, folder, path, because }) =>
        `⚠ left to you: ${printable(server)} ${printable(`${folder}/${path}`)}: ${reasons[because]}`,
    ),
    ...plan.unknown.flatMap((text) => wrap(`? left out, since it is not known: ${printable(text)}`, columns)),
    ...(plan.steps.length === 0
      ? []
      : wrap(`What is overwritten is kept on each server in ${printable(plan.backup)}.`, columns)),
    ...(plan.tooMuch ? ['✖ That is more than is copied at once (files.maxSyncBytes).'] : []),
  ];
  return `${lines.map((line) => cut(line, columns)).join('\n')}\n`;
}

/** True where all is known and nothing differs. */
export function isAlike({ folders, library }: FilesDocument): boolean {
  const states = folders.flatMap(({ servers }) => servers.map(({ state }) => state));
  const reached = library?.servers.every(({ state }) => state !== 'not-reached') ?? true;
  return reached && states.every((state) => state === 'master' || state === 'same');
}

const units = ['kB', 'MB', 'GB'];

function sizeText(bytes: number | null): string {
  if (bytes === null) return '-';
  if (bytes < 10_000) return `${bytes} B`;
  let value = bytes;
  let unit = '';
  for (const next of units) {
    if (value < 1_000) break;
    value /= 1_000;
    unit = next;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}

/** To the minute, UTC. */
const timeText = (instant: string | null) =>
  instant === null ? '-' : instant.slice(0, 16).replace('T', ' ');
