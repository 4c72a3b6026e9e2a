// The cluster key: from it come server ids, affinity cookies and ledger hashes. Made once and kept in the data
// directory where the configuration gives none. Never logged.

import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Shortest key that is taken: 16 bytes of chance in base64. */
const minimumLength = 22;

/**
 * Gives the key kept in `folder`, making it on first use (readable by its owner only). Several Fairleads in front
 * of one cluster must share a key, so there it comes from the configuration instead.
 * Throws when the file is there but is no key: a truncated key would silently forget every session.
 */
export async function keptClusterKey(folder: string): Promise<string> {
  const path = join(folder, 'cluster.key');
  await mkdir(folder, { recursive: true });
  const made = randomBytes(32).toString('base64url');
  const whole = join(folder, `.cluster.key.${process.pid}.${made.slice(0, 8)}`);
  await writeFile(whole, `${made}\n`, { mode: 0o600 });
  try {
    // Linking is all or nothing: two that start at once never read half a key.
    await link(whole, path);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(whole);
  }
  const kept = (await readFile(path, 'utf8')).trim();
  if (kept.length < minimumLength) {
    throw new Error(`${path} is no cluster key: it is too short. Restore it, or delete it to begin anew.`);
  }
  return kept;
}
