// What an operator is to know that none of the parts can tell: of the configuration file, the access log, and the limits
// of the process. Asks the rules; decides nothing.

import { accessLogNotices } from '../admin/rules/access-notice.ts';
import type { Notice } from '../cluster/model.ts';
import { mostOpenFiles } from './open-files.ts';
import type { Parts, ProductOptions } from './parts.ts';
import { descriptorNotices } from './rules/descriptors.ts';

/** Looks at the limit on open files once, and says in the log at once if it is too low; the rest is asked each time. */
export function createOwnNotices(
  parts: Parts,
  reloadNotices: () => readonly Notice[],
  { logger, nowMs }: Pick<ProductOptions, 'logger' | 'nowMs'>,
): () => readonly Notice[] {
  const openFiles = mostOpenFiles();
  const descriptors = () => descriptorNotices(descriptorFacts(parts, openFiles));
  if (openFiles === undefined) logger.info({}, 'open files are not limited here, so they are not checked');
  for (const { text, mend } of descriptors()) logger.warn({ mend }, text);
  return () => [
    ...reloadNotices(),
    ...(parts.crew?.notices() ?? []),
    ...accessLogNotices(parts.current.accessLog?.losses(), nowMs()),
    ...descriptors(),
  ];
}

function descriptorFacts({ current, directory }: Parts, openFiles: number | undefined) {
  const { clientConnections, connectionsPerServer } = current.configuration.traffic.limits;
  const servers = directory.topology()?.servers.length ?? 0;
  return { mostOpenFiles: openFiles, clientConnections, connectionsPerServer, servers };
}
