// `fairlead start`: runs the product until it is told to stop, then lets running requests finish.

import type { StartOptions } from '../../admin/cli/program.ts';
import { exitCodes } from '../../admin/rules/exit-code.ts';
import { startProduct } from '../product.ts';
import { configuredLogger, loadOrTell } from './configured.ts';
import { stopAsked, type VerbContext } from './verb-context.ts';

/** Resolves with the exit code once everything is closed. */
export async function start({ config }: StartOptions, context: VerbContext): Promise<number> {
  const { terminal } = context;
  const configuration = loadOrTell(config, terminal);
  if (configuration === undefined) return exitCodes.error;
  const logger = configuredLogger(configuration, terminal);
  const product = await startProduct({ configuration, logger, nowMs: Date.now });
  await stopAsked(context);
  logger.info({ graceMs: configuration.traffic.closeGraceMs }, 'stopping: running requests may finish');
  await product.close();
  logger.info({}, 'stopped');
  return 0;
}
