// `fairlead start`: runs the product until it is told to stop, then lets running requests finish. A hang-up has it read
// its configuration anew; a second wish to stop cuts what is still running.

import type { StartOptions } from '../../admin/cli/verb-options.ts';
import { exitCodes } from '../../admin/rules/exit-code.ts';
import { pause } from '../../cluster/pause.ts';
import { loadConfiguration } from '../../config/load.ts';
import { secretsOf } from '../../config/secrets.ts';
import { type Product, startProduct } from '../product.ts';
import { configuredLogger, loadOrTell, usualFile } from './configured.ts';
import { inlineMore } from './hot-code.ts';
import { createProcessSignals } from './process-signals.ts';
import { type SecondSignal, watchSecondSignal } from './second-signal.ts';
import { stopAsked, type VerbContext } from './verb-context.ts';

/** What must survive is written within this time also where everything else is cut. */
const lastWordsMs = 3000;

/** Resolves with the exit code once everything is closed. */
export async function start({ config }: StartOptions, context: VerbContext): Promise<number> {
  const { terminal } = context;
  const configuration = loadOrTell(config, terminal);
  if (configuration === undefined) return exitCodes.error;
  const logger = configuredLogger(configuration, terminal);
  const signals = context.signals ?? createProcessSignals();
  const second = watchSecondSignal(signals, Date.now);
  // A start may wait long for a database: who asks twice does not want to.
  const leave = () => signals.leave(codeOf(second));
  second.cut.addEventListener('abort', leave);
  let product: Product | undefined;
  const stopHangUps = signals.onHangUp(() => {
    const failed = (error: Error) => logger.error({ err: error }, `the reload failed: ${error.message}`);
    product?.reload?.().catch(failed);
  });
  try {
    product = await startProduct({
      configuration,
      logger,
      nowMs: Date.now,
      load: () => loadConfiguration(config ?? usualFile),
      onConfiguration: (next) => logger.adjust({ level: next.logging.level, secrets: secretsOf(next) }),
    });
    inlineMore();
    await stopAsked(context);
    second.cut.removeEventListener('abort', leave);
    await closed(product, second);
    logger.info({}, 'stopped');
    if (second.cut.aborted) leave();
    return codeOf(second);
  } finally {
    stopHangUps();
    second.close();
  }
}

/** Resolves when it is closed, or some time after it was cut. */
async function closed(product: Product, { cut }: SecondSignal): Promise<void> {
  const over = new AbortController();
  const cutLongAgo = async () => {
    await pause(2_147_483_647, AbortSignal.any([cut, over.signal]));
    await pause(lastWordsMs, over.signal);
  };
  await Promise.race([product.close(cut), cutLongAgo()]);
  over.abort();
}

function codeOf(second: SecondSignal): number {
  switch (second.signal()) {
    case undefined:
      return 0;
    case 'SIGINT':
      return exitCodes.interrupted;
    case 'SIGTERM':
      return exitCodes.terminated;
  }
}
