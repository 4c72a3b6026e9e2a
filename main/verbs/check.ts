// `fairlead check`: every fault of the file at once; with `--live` also what the database and every server say.

import type { CheckOptions } from '../../admin/cli/verb-options.ts';
import { exitCodes } from '../../admin/rules/exit-code.ts';
import { findingsText } from '../../admin/rules/findings-text.ts';
import { createPainter } from '../../admin/rules/paint.ts';
import { openReader } from '../../cluster/directory/open-directory.ts';
import { checkLive } from '../../cluster/live-check.ts';
import { createServerIds } from '../../cluster/server-id.ts';
import { loadConfiguration } from '../../config/load.ts';
import { resolveProfile } from '../../config/resolve-profile.ts';
import { expandPaths } from '../../config/rules/merge-profile.ts';
import type { Configuration } from '../../config/schema.ts';
import { checkSettings, originDefaults, readUpstreamCa } from '../part-options.ts';
import { lineWidth, tellResult, usualFile } from './configured.ts';
import type { VerbContext } from './verb-context.ts';

/** Resolves with 0 where nothing is at fault; warnings are no fault. */
export async function check(options: CheckOptions, { terminal }: VerbContext): Promise<number> {
  const file = options.file ?? usualFile;
  const loaded = loadConfiguration(file);
  if (!loaded.ok || !options.live) {
    tellResult(loaded, terminal, options.output);
    if (loaded.ok && options.output === 'table') terminal.output.write(`${file}: no faults\n`);
    return loaded.ok ? 0 : exitCodes.error;
  }
  const findings = await look(loaded.configuration);
  const ok = findings.every((each) => each.severity !== 'fault');
  if (options.output === 'json') {
    terminal.output.write(
      `${JSON.stringify({ version: 1, ok, warnings: loaded.warnings, findings }, null, 2)}\n`,
    );
  } else {
    tellResult(loaded, terminal, 'table');
    terminal.output.write(findingsText(findings, lineWidth(terminal), createPainter(terminal.color)));
  }
  return ok ? 0 : exitCodes.error;
}

/** A server id is only a name here, so any key does. */
const anyKey = 'of no account for a look';

async function look(configuration: Configuration) {
  const profile = expandPaths(resolveProfile(configuration));
  const { database, servers } = configuration;
  const problems: Error[] = [];
  const open =
    database === null
      ? undefined
      : openReader({ database, profile, nowMs: Date.now, onProblem: (problem) => problems.push(problem) });
  try {
    const findings = await checkLive({
      open,
      profile,
      servers,
      defaults: originDefaults(configuration),
      idOf: createServerIds(anyKey),
      check: {
        ...checkSettings(configuration, profile),
        authorities: await readUpstreamCa(configuration),
        nowMs: Date.now,
      },
      pools: profile.pools,
      reserve: configuration.budget.reserve,
      nowMs: Date.now,
    });
    return [...findings, ...problems.map(driverRemark)];
  } finally {
    await open?.close();
  }
}

/** What the driver said beside its answers; the answers themselves are findings already. */
function driverRemark({ message }: Error) {
  return { severity: 'warning' as const, what: 'database driver', saw: message, mend: '' };
}
