// How a part that manages asks a CRM server over HTTP. Pure translation of the configuration.

import type { AskOptions } from '../../cluster/health/ask-server.ts';
import { checkSettings } from '../part-options.ts';
import type { ManageContext } from './part.ts';

/** The first log-on page of a cold server may take a minute (F4). */
const longestAnswerMs = 60_000;

/** As a check asks, only more patient: what is asked here may be cold. */
export function askOptions({ parts, nowMs }: ManageContext): AskOptions {
  const { current, upstreamCa } = parts;
  const { configuration, profile } = current;
  const { publicHost } = checkSettings(configuration, profile);
  const timeoutMs = Math.min(longestAnswerMs, configuration.warmUp.timeoutMs);
  return { timeoutMs, publicHost, authorities: upstreamCa, nowMs };
}
