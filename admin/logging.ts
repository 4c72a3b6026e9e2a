// The logger of the product: JSON lines for machines, single lines of text at a terminal, secrets masked in both.
// What is logged, and when, is the affair of the parts.

import { type Logger, pino, stdTimeFunctions } from 'pino';
import { logText } from './rules/log-text.ts';
import { mask, masked, secretForms } from './rules/mask.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export type LogOutput = { write(line: string): unknown };

export type LoggerOptions = {
  readonly level: LogLevel;
  /** `text` for people; JSON is the default of everything that is no terminal. */
  readonly format: 'json' | 'text';
  readonly color: boolean;
  /** Texts that never appear in a line, in whatever field, also inside of messages and stacks. */
  readonly secrets: readonly string[];
  readonly output: LogOutput;
};

/** Fields whose value is never wanted, whatever is in them. */
const secretPaths = ['password', 'secret', 'authorization', 'cookie'].flatMap((name) => [name, `*.${name}`]);

export type AdjustableLogger = Logger & {
  /** What may change while it is in use. The secrets of before are kept out as well: late errors may hold them. */
  adjust(change: Pick<LoggerOptions, 'level' | 'secrets'>): void;
};

/** Makes the logger. `err` fields are written with type, code, message, stack and cause. */
export function createLogger(options: LoggerOptions): AdjustableLogger {
  const { level, format, color, output } = options;
  let { secrets } = options;
  let forms = secretForms(secrets);
  const write = (line: string) => {
    const hasSecret = forms.some(
      (form) => line.includes(form) || line.includes(JSON.stringify(form).slice(1, -1)),
    );
    if (format === 'json' && !hasSecret) return output.write(line);
    const { level, time, ...rest } = JSON.parse(line);
    const record = { level, time, ...(masked(rest, forms) as object) };
    return output.write(`${format === 'text' ? logText(record, color) : JSON.stringify(record)}\n`);
  };
  const logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths, censor: mask },
    },
    { write },
  );
  return Object.assign(logger, {
    adjust(change: Pick<LoggerOptions, 'level' | 'secrets'>) {
      logger.level = change.level;
      forms = secretForms([...secrets, ...change.secrets]);
      secrets = change.secrets;
    },
  });
}
