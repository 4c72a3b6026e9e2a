// Takes an error of mssql, tedious or Node apart: codes, numbers, message, however deep they lie. Judges nothing.

const deepest = 8;

/** Codes of the error and of all its causes, outermost first. */
export function codesOf(error: unknown): string[] {
  return chainOf(error).flatMap((each) => (typeof each.code === 'string' ? [each.code] : []));
}

/** SQL Server's error numbers, outermost first. */
export function numbersOf(error: unknown): number[] {
  return chainOf(error).flatMap((each) => (typeof each.number === 'number' ? [each.number] : []));
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What the server said, in the order it said it: the reason comes before "is terminating abnormally". */
export function serverMessagesOf(
  error: unknown,
): readonly { readonly number: number; readonly text: string }[] {
  for (const each of chainOf(error)) {
    const { precedingErrors } = each as { readonly precedingErrors?: unknown };
    if (!Array.isArray(precedingErrors)) continue;
    return [...precedingErrors, each].flatMap(({ number, message }) =>
      typeof number === 'number' ? [{ number, text: String(message) }] : [],
    );
  }
  return [];
}

type Link = { readonly code?: unknown; readonly number?: unknown };

/** The error and what lies behind it: `cause`, mssql's `originalError`, the members of an AggregateError. */
function chainOf(error: unknown, depth = 0): Link[] {
  if (typeof error !== 'object' || error === null || depth > deepest) return [];
  const { cause, originalError, errors } = error as {
    readonly cause?: unknown;
    readonly originalError?: unknown;
    readonly errors?: unknown;
  };
  const behind = [originalError, cause, ...(Array.isArray(errors) ? errors.slice(0, deepest) : [])];
  return [error as Link, ...behind.flatMap((each) => chainOf(each, depth + 1))];
}
