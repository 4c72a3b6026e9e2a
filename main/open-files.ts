// How many files this process may have open, as its system tells it. What that means stands in rules/descriptors.ts.

import { readFileSync } from 'node:fs';
import { openFilesOf } from './rules/descriptors.ts';

/**
 * Undefined where there is no limit: Windows has none that counts for sockets. Node raises the soft limit to the hard
 * one when it starts, so this is what can really be used.
 */
export function mostOpenFiles(platform: NodeJS.Platform = process.platform): number | undefined {
  if (platform === 'win32') return undefined;
  if (platform === 'linux') return openFilesOf(readFileSync('/proc/self/limits', 'utf8'));
  const report = process.report?.getReport() as unknown as {
    readonly userLimits?: { readonly open_files?: { readonly soft?: number | string } };
  };
  const soft = Number(report?.userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : undefined;
}
