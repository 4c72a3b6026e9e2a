// Makes server ids: opaque, the same for the same name and key, telling nothing of the name.

import { createHmac } from 'node:crypto';
import type { ServerId } from './model.ts';

/** 12 bytes are 16 characters: short in a cookie, and no two of a few servers will ever meet. */
const idBytes = 12;

/**
 * Gives the function that makes ids under `clusterKey`: HMAC-SHA256 over the lower-case name, shortened, base64url.
 * A server keeps its id when its address changes, and loses it only with its name or the key.
 */
export function createServerIds(clusterKey: string): (name: string) => ServerId {
  return (name) =>
    createHmac('sha256', clusterKey)
      .update(`fairlead server id\0${name.trim().toLowerCase()}`)
      .digest()
      .subarray(0, idBytes)
      .toString('base64url');
}
