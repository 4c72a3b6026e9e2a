// What the active check of the product asks every server for, and the answer that makes a server up.

import { sageCrm } from '../../../config/profiles/sage-crm.ts';

export const probePath = sageCrm.probe.path.replaceAll('{install}', sageCrm.install);
export const probeBody = `<input name="${sageCrm.probe.expect}">`;

/** The whole answer. */
export const probeAnswer = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${probeBody.length}\r\n\r\n${probeBody}`;

/** `text` is the beginning of a request. */
export function isProbe(text: string): boolean {
  return text.startsWith(`GET ${probePath} `);
}
