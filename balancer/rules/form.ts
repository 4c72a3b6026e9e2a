// Single fields of a form body, found without touching its other fields: the password is never decoded,
// copied or kept. Bytes in, the wanted value out.

const ampersand = 0x26;
const equalsSign = 0x3d;
const longestValue = 200;

/** True for a body in the form that browsers send. */
export function isFormBody(contentType: string | undefined): boolean {
  return (contentType ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded');
}

/** The raw value of a field, its name compared without regard to case; undefined where the body has none. */
export function formField(body: Uint8Array, name: string): string | undefined {
  let start = 0;
  while (start < body.length) {
    const next = body.indexOf(ampersand, start);
    const end = next < 0 ? body.length : next;
    if (namedAt(body, start, name)) return rawText(body, start + name.length + 1, end);
    start = end + 1;
  }
  return undefined;
}

/** A user name for the log: decoded as far as possible, without control characters, at most 100 characters. */
export function readableValue(raw: string): string {
  const decoded = raw
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
  return [...decoded]
    .filter((character) => character >= ' ' && character !== '\u007f')
    .join('')
    .slice(0, 100);
}

function namedAt(body: Uint8Array, start: number, name: string): boolean {
  if (body[start + name.length] !== equalsSign) return false;
  for (let index = 0; index < name.length; index++) {
    if (lower(body[start + index] ?? 0) !== lower(name.charCodeAt(index))) return false;
  }
  return true;
}

function lower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

function rawText(body: Uint8Array, start: number, end: number): string {
  const last = Math.min(end, start + longestValue);
  let text = '';
  for (let index = start; index < last; index++) text += String.fromCharCode(body[index] ?? 0);
  return text;
}
