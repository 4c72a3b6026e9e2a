// The configuration as a verb gets it: loaded, or its faults told and nothing else done.

import type { Terminal } from '../../admin/cli/terminal.ts';
import { createLogger } from '../../admin/logging.ts';
import { faultJson, faultText } from '../../config/fault-text.ts';
import { loadConfiguration } from '../../config/load.ts';
import type { ParseResult } from '../../config/parse.ts';
import type { Configuration } from '../../config/schema.ts';
import { secretsOf } from '../../config/secrets.ts';

/** The file every verb looks for where none is named. */
export const usualFile = 'fairlead.yaml';

/** Loads it; faults and warnings go to the error stream, and a faulty one is undefined. */
export function loadOrTell(file: string | undefined, terminal: Terminal): Configuration | undefined {
  const loaded = loadConfiguration(file ?? usualFile);
  tellFaults(loaded, terminal, 'table');
  return loaded.ok ? loaded.configuration : undefined;
}

/** Faults and warnings of a configuration, as text (standard error) or as one JSON object (standard output). */
export function tellFaults(loaded: ParseResult, terminal: Terminal, form: 'table' | 'json'): void {
  const faults = loaded.ok ? loaded.warnings : loaded.faults;
  if (form === 'json') {
    terminal.output.write(faultJson(faults));
    return;
  }
  const width = terminal.interactive ? terminal.size().columns : undefined;
  terminal.errors.write(faultText(faults, { width, colours: terminal.color }));
}

/** The logger of a configuration: text at a terminal, JSON elsewhere, its secrets masked. */
export function configuredLogger(configuration: Configuration, terminal: Terminal) {
  return createLogger({
    level: configuration.logging.level,
    format: terminal.interactive ? 'text' : 'json',
    color: terminal.color,
    secrets: secretsOf(configuration),
    output: terminal.output,
  });
}
