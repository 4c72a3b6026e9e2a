// How a simulated server writes a `Location` (F3): with its own short name, as partner pages do, or as a path.

import type { CrmContext } from '../context.ts';

/** The value of `Location` for a path of this server. */
export function locationOf(context: CrmContext, path: string): string {
  return context.behaviour().redirectsNameServer ? `http://${context.name.toLowerCase()}${path}` : path;
}
