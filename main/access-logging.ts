// Makes the access log a configuration asks for. The log itself is in admin/access-log/.

import { type AccessLog, createAccessLog } from '../admin/access-log/access-log.ts';
import type { LineSink } from '../admin/access-log/line-sink.ts';
import { openRotatingFile } from '../admin/access-log/rotating-file.ts';
import { createStandardOutput } from '../admin/access-log/standard-output.ts';
import type { Configuration } from '../config/schema.ts';
import type { ProductOptions } from './parts.ts';

/** Undefined where there is to be none; rejects where its file cannot be opened. */
export async function makeAccessLog(
  { logging }: Configuration,
  { logger, nowMs }: Pick<ProductOptions, 'logger' | 'nowMs'>,
): Promise<AccessLog | undefined> {
  const { format, sample, file, maxBytes, keep } = logging.access;
  if (format === 'off') return undefined;
  const onProblem = (problem: Error) => logger.warn({ err: problem }, problem.message);
  const sink: LineSink =
    file === null
      ? createStandardOutput()
      : await openRotatingFile({ path: file, maxBytes, keep, onProblem }).catch((cause: Error) => {
          throw new Error(`the access log cannot be written to ${file}: ${cause.message}`, { cause });
        });
  return createAccessLog({ format, sample, sink, nowMs, chance: Math.random, onProblem });
}
