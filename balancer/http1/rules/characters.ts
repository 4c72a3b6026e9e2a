// Which byte may stand where in a message head: one table of 256 entries for each class of characters.
// Tables only; what is read with them stands in the readers.

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const COLON = 0x3a;

/** RFC 9110 5.6.2: what names and methods are made of. */
export const tokenCharacter = tableOf((character) => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(character));

/** RFC 9110 5.5: visible, blank or of the upper half; no control character, no DEL. */
export const valueCharacter = tableOf((character) => /[\t\x20-\x7e\x80-\xff]/.test(character));

/** Visible ASCII but `#`: a fragment is never sent (RFC 9112 3.2), and bytes of the upper half are not of a URI. */
export const targetCharacter = tableOf((character) => /[\x21-\x22\x24-\x7e]/.test(character));

/** Value of a hexadecimal digit, -1 for every other byte. */
export const hexValue = Int8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[0-9a-fA-F]/.test(character) ? Number.parseInt(character, 16) : -1;
});

function tableOf(belongs: (character: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (belongs(String.fromCharCode(code)) ? 1 : 0));
}
