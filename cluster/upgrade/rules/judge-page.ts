// Whether a page that was asked with a session is the one that was wanted, and how much of it must be read. Pure.

/** As configured; null wants nothing. */
export type WantedPage = {
  readonly path: string;
  /** Beginning of its Content-Type. */
  readonly type: string | null;
  /** Text that stands in it. */
  readonly expect: string | null;
};

/** What came; `body` is as much as was read. */
export type GivenPage = {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
  readonly bodyCut: boolean;
};

/** What is wrong with it, with its path; undefined where it is as wanted. Without a session the log-on form comes, with 200 (F3). */
export function pageProblem(
  { path, type, expect }: WantedPage,
  given: GivenPage,
  formMarker: string,
): string | undefined {
  if (given.status !== 200) return `${path}: ${given.status} instead of 200`;
  if (!isOther(given.body) && given.body.includes(formMarker))
    return `${path}: the log-on form came in its place: the session was not taken`;
  if (type !== null && !startsWith(given.type ?? '', type))
    return `${path}: its type is ${clip(given.type ?? 'not told')} instead of ${type}`;
  if (given.body === '') return `${path}: there is nothing in it`;
  if (expect === null || given.body.includes(expect)) return undefined;
  return `${path}: it lacks "${expect}"${given.bodyCut ? ` in its first ${given.body.length} characters` : ''}`;
}

/**
 * When to stop reading a page of whose text nothing is expected: a file at once, HTML when it is the log-on form.
 * Undefined: a text is looked for, so it is read as far as ever is.
 */
export function enoughOf(
  { expect }: Pick<WantedPage, 'expect'>,
  formMarker: string,
): ((body: string) => boolean) | undefined {
  return expect === null ? (body) => isOther(body) || body.includes(formMarker) : undefined;
}

/** Begins with something else than HTML does. */
const isOther = (body: string) => /^\s*[^\s<]/.test(body);

const startsWith = (text: string, beginning: string) =>
  text.toLowerCase().startsWith(beginning.toLowerCase());

const clip = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
