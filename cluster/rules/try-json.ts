// A text that may be JSON. Pure.

/** Undefined is no JSON; the caller says what that means of what it read. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
