// The configuration as a verb gets it: loaded, or its faults told and nothing else done.

import type { Terminal } from '../../admin/cli/terminal.ts';
import { createLogger } from '../../admin/logging.ts';
import type { Fault } from '../../config/errors.ts';
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
  tellFaults(loaded, terminal);
  return loaded.ok ? loaded.configuration : undefined;
}

/** Faults and warnings of a configuration on standard error: for verbs whose result is something else. */
export function tellFaults(loaded: ParseResult, terminal: Terminal): void {
  terminal.errors.write(told(loaded, terminal));
}

/** The same on standard output, for the verb whose result they are. */
export function tellResult(loaded: ParseResult, terminal: Terminal, form: 'table' | 'json'): void {
  terminal.output.write(form === 'json' ? faultJson(entriesOf(loaded)) : told(loaded, terminal));
}

/** Columns to break lines at: nobody wants broken or cut lines in a file or a pipe. */
export function lineWidth({ interactive, size }: Terminal): number {
  return interactive ? size().columns : Number.POSITIVE_INFINITY;
}

/** Faults and warnings as a person at this terminal reads them. */
export function faultsFor(faults: readonly Fault[], terminal: Terminal): string {
  const width = terminal.interactive ? terminal.size().columns : undefined;
  return faultText(faults, { width, colours: terminal.color });
}

function told(loaded: ParseResult, terminal: Terminal): string {
  return faultsFor(entriesOf(loaded), terminal);
}

function entriesOf(loaded: ParseResult) {
  return loaded.ok ? loaded.warnings : loaded.faults;
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
