// Reads the configuration file from disk.

import { readFileSync } from 'node:fs';
import type { Fault } from './errors.ts';
import { type ParseResult, parseConfiguration } from './parse.ts';
import { unreadable, type World } from './references.ts';

/** The world of this process: its environment, its disk, its clock. */
export function processWorld(): World {
  return {
    environment: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    nowMs: Date.now(),
    platform: process.platform,
  };
}

/**
 * Reads and checks a configuration file. Faults are part of the result; nothing is thrown because of what is in the
 * file, or because there is none.
 */
export function loadConfiguration(path: string, world: World = processWorld()): ParseResult {
  let text: string;
  try {
    text = world.readFile(path);
  } catch (error) {
    const empty = parseConfiguration('', { ...world, file: path });
    const readable = empty.ok ? empty.configuration : empty.readable;
    return { ok: false, faults: [fileFault(path, error)], readable };
  }
  return parseConfiguration(text, { ...world, file: path });
}

function fileFault(file: string, error: unknown): Fault {
  const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
  const begin = `copy fairlead.example.yaml to ${file} and fill it in, or try \`fairlead demo\`, which needs no configuration`;
  return {
    severity: 'fault',
    code: 'CFG_FILE',
    file,
    line: 1,
    column: 1,
    path: '',
    message: `the configuration file ${unreadable(error)}`,
    allowed: null,
    suggestion: absent ? begin : null,
  };
}
