// Keeps the servers that are leaving in the data directory, so that a restart does not cut those who are on them.

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryJson } from '../rules/try-json.ts';
import { writeWhole } from '../write-whole.ts';
import type { LeavingServer } from './rules/leaving.ts';

export type LeavingStore = {
  /** Those that were leaving; none where there is no file. Throws where it is no list of servers. */
  read(): Promise<readonly LeavingServer[]>;
  /** Writes whole, to the disk, then renames. */
  write(leaving: readonly LeavingServer[]): Promise<void>;
};

const version = 1;

export function createLeavingStore(folder: string): LeavingStore {
  const path = join(folder, 'leaving-servers.json');
  return {
    async read() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
      const kept = parseKept(text);
      if (kept === undefined)
        throw new Error(`${path} is no list of servers that are leaving. Delete it to begin anew.`);
      return kept;
    },
    async write(leaving) {
      await mkdir(folder, { recursive: true });
      await writeWhole(path, `${JSON.stringify({ version, leaving }, undefined, 2)}\n`);
    },
  };
}

function parseKept(text: string): readonly LeavingServer[] | undefined {
  const value = tryJson(text) as
    | { readonly version?: unknown; readonly leaving?: unknown }
    | null
    | undefined;
  if (value?.version !== version || !Array.isArray(value.leaving)) return undefined;
  return value.leaving.every(isLeaving) ? value.leaving.map(revived) : undefined;
}

function isLeaving(value: unknown): value is LeavingServer {
  const { server, sinceMs, untilMs } = (value ?? {}) as Partial<LeavingServer>;
  if (typeof server !== 'object' || server === null) return false;
  const { id, name, origin, hostNames, weight, verifyCertificate } = server;
  const texts = [id, name, origin].every((each) => typeof each === 'string') && URL.canParse(origin);
  const names = Array.isArray(hostNames) && hostNames.every((each) => typeof each === 'string');
  const numbers = [sinceMs, untilMs, weight].every((each) => Number.isFinite(each));
  return texts && names && numbers && typeof verifyCertificate === 'boolean';
}

/** JSON knows no undefined. */
function revived({ server, sinceMs, untilMs }: LeavingServer): LeavingServer {
  return { server: { ...server, maxUsers: server.maxUsers ?? undefined }, sinceMs, untilMs };
}
