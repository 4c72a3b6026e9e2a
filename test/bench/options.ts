// The words of the command line.

import { parseArgs } from 'node:util';
import { type EngineName, engineNames } from '../support/front.ts';

export type BenchOptions = {
  readonly only: readonly string[];
  readonly engines: readonly EngineName[];
  readonly quick: boolean;
  readonly docs: boolean;
  readonly json: string | undefined;
};

/** Throws an Error that says what is allowed. */
export function parseOptions(words: readonly string[], scenarios: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', default: scenarios.join(',') },
      engines: { type: 'string', default: 'core' },
      quick: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const { quick, docs, json } = values;
  const only = known('--only', values.only, scenarios);
  return { only, engines: known('--engines', values.engines, engineNames), quick, docs, json };
}

function known<Name extends string>(option: string, text: string, allowed: readonly Name[]): readonly Name[] {
  const wanted = text.split(',').map((each) => each.trim());
  const strange = wanted.filter((each) => !allowed.some((name) => name === each));
  if (strange.length > 0)
    throw new Error(`${option}: not known: ${strange.join(', ')}; allowed are ${allowed.join(', ')}`);
  return allowed.filter((name) => wanted.includes(name));
}
