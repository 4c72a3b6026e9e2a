// Keeps a state on disk so that whoever reads it, also after a crash, finds the old text or the new one and never a part.
// Files of people's own (links, modes) are config/write-file.ts' affair.

import { open, rename } from 'node:fs/promises';

/**
 * Writes beside the file, to the disk, then renames; readable by its owner only. One writer at a time in a process
 * (in-turn.ts). The folder must be there. Rejects with the error of the disk, and the old file stays.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  // Two processes over one folder, such as one that starts while another still closes, do not write into one file.
  const beside = `${path}.${process.pid}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
