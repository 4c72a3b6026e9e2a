// One change of one setting in YAML text, as a replaced range of characters: all other bytes stay as they are.
// Reads a tree of ranges, not the text's meaning.

/** What stands at a range of the text. Offsets are characters; `end` is behind the last one. */
export type Spot =
  | { readonly kind: 'scalar'; readonly start: number; readonly end: number; readonly empty: boolean }
  | {
      readonly kind: 'map';
      readonly flow: boolean;
      readonly start: number;
      readonly end: number;
      readonly entries: readonly Entry[];
    }
  | { readonly kind: 'other'; readonly start: number; readonly end: number };

export type Entry = {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: Spot;
};

export type Change = { readonly start: number; readonly end: number; readonly text: string };

/**
 * The change that makes `path` hold `scalar` (already written as YAML), making sections that are not there.
 * Undefined where the text has something else in the way, such as a list or an alias.
 */
export function changeFor(
  text: string,
  root: Spot,
  path: readonly string[],
  scalar: string,
): Change | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return changeWithin({ text, eol, scalar }, root, path);
}

type Task = { readonly text: string; readonly eol: string; readonly scalar: string };

function changeWithin(task: Task, spot: Spot, path: readonly string[]): Change | undefined {
  const [key, ...rest] = path;
  if (key === undefined || spot.kind !== 'map') return undefined;
  const entry = spot.entries.find((each) => each.key === key);
  if (!entry) return spot.flow ? addToFlow(task, spot, path) : addToBlock(task, spot, path);
  if (entry.value.kind === 'map' && !isEmptyFlow(entry.value)) return changeWithin(task, entry.value, rest);
  if (rest.length === 0)
    return entry.value.kind === 'scalar' ? replaceScalar(task, entry, entry.value) : undefined;
  return fillEmpty(task, { entry, flow: spot.flow }, rest);
}

type MapSpot = Extract<Spot, { kind: 'map' }>;

const isEmptyFlow = (spot: MapSpot) => spot.flow && spot.entries.length === 0;

function replaceScalar(
  { scalar }: Task,
  { keyEnd }: Entry,
  { start, end, empty }: Spot & { empty: boolean },
): Change {
  return empty ? { start: keyEnd + 1, end: keyEnd + 1, text: ` ${scalar}` } : { start, end, text: scalar };
}

/** `overrides:`, `overrides: null` and `overrides: {}` become sections. */
function fillEmpty(
  task: Task,
  { entry, flow }: { entry: Entry; flow: boolean },
  rest: readonly string[],
): Change | undefined {
  const { text, eol } = task;
  const { value, keyStart, keyEnd } = entry;
  const written = text.slice(value.start, value.end);
  const isNothing =
    value.kind === 'map' || (value.kind === 'scalar' && (value.empty || /^(null|~)$/i.test(written)));
  if (!isNothing) return undefined;
  const start = keyEnd + 1;
  const end = value.kind === 'scalar' && value.empty ? start : value.end;
  if (flow) return { start, end, text: ` ${flowOf(task, rest)}` };
  const comment = /^[ \t]*(#[^\r\n]*)?/.exec(text.slice(end))?.[0] ?? '';
  const block = blockOf(task, rest, columnOf(text, keyStart) + 2);
  return { start, end: end + comment.length, text: `${comment.trimEnd()}${eol}${block}` };
}

/** Behind the last entry of a block, before the comments and blank lines that belong to what follows. */
function addToBlock(task: Task, spot: MapSpot, path: readonly string[]): Change | undefined {
  const { text, eol } = task;
  const last = spot.entries.at(-1);
  if (!last) return undefined;
  const lastEnd = Math.max(last.keyEnd + 1, last.value.end);
  const content = text.slice(0, lastEnd).trimEnd().length;
  const lineEnd = /[^\r\n]*/.exec(text.slice(content))?.[0].length ?? 0;
  const at = content + lineEnd;
  return { start: at, end: at, text: `${eol}${blockOf(task, path, columnOf(text, last.keyStart))}` };
}

function addToFlow(task: Task, spot: MapSpot, path: readonly string[]): Change {
  const last = spot.entries.at(-1);
  const [key = '', ...rest] = path;
  const at = last ? Math.max(last.keyEnd + 1, last.value.end) : spot.start + 1;
  const added = `${key}: ${rest.length === 0 ? task.scalar : flowOf(task, rest)}`;
  return { start: at, end: at, text: last ? `, ${added}` : ` ${added} ` };
}

const flowOf = (task: Task, path: readonly string[]): string =>
  path.reduceRight((inner, key) => `{ ${key}: ${inner} }`, task.scalar);

function blockOf({ eol, scalar }: Task, path: readonly string[], column: number): string {
  return path
    .map(
      (key, depth) =>
        `${' '.repeat(column + depth * 2)}${key}:${depth === path.length - 1 ? ` ${scalar}` : ''}`,
    )
    .join(eol);
}

const columnOf = (text: string, offset: number) => offset - (text.lastIndexOf('\n', offset - 1) + 1);
