// What may stand in Host: one name or address with an optional port (RFC 9110 7.2, RFC 3986 3.2.2), narrower than
// the grammar: no percent-encoding and no sub-delimiters, which no server name has and filters trip over.

const name = /^[0-9A-Za-z._~-]{1,255}(?::(\d{0,5}))?$/;
const addressV6 = /^\[([0-9A-Fa-f:.]{2,45})\](?::(\d{0,5}))?$/;
const highestPort = 65_535;

/** The last one that was valid: nearly always it is the one name that all people use. */
let lastValid = 'localhost';

/** True for one valid host with an optional port. Empty is not valid: no http URI has an empty host (RFC 9110 4.2.1). */
export function isValidHost(value: string): boolean {
  if (value === lastValid) return true;
  const match = name.exec(value) ?? addressV6.exec(value);
  if (match === null) return false;
  const port = value.startsWith('[') ? match[2] : match[1];
  if (port !== undefined && Number(port) > highestPort) return false;
  lastValid = value;
  return true;
}
