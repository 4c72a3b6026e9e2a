// Data as PowerShell text: one JSON literal in single quotes, ASCII only, so that nothing in it is ever interpolated.

/** JSON with everything beyond ASCII as \uXXXX: PowerShell takes typographic quotes for quotes, and code pages differ. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A literal that `ConvertFrom-Json` turns back into `value`. */
export function powershellJson(value: unknown): string {
  return `'${asciiJson(value).replaceAll("'", "''")}'`;
}

/** Text as `-EncodedCommand` wants it: base64 of UTF-16LE. */
export function encodePowershell(text: string): string {
  return Buffer.from(text, 'utf16le').toString('base64');
}
