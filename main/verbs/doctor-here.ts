// `fairlead doctor --here`: examines from this process, by the configuration alone, whether a Fairlead runs or not.

import type { DoctorDocument } from '../../admin/operations/doctor.ts';
import { openReader } from '../../cluster/directory/open-directory.ts';
import { createStaticDirectory } from '../../cluster/directory/static-directory.ts';
import { examineCluster } from '../../cluster/doctor/doctor.ts';
import { resolveProfile } from '../../config/resolve-profile.ts';
import { expandPaths } from '../../config/rules/merge-profile.ts';
import type { Configuration } from '../../config/schema.ts';
import { doctorDocument } from '../doctor-document.ts';
import { doctorOptions } from '../doctor-options.ts';
import { originDefaults } from '../part-options.ts';
import { createRemote } from '../remote.ts';
import { loadOrTell } from './configured.ts';
import type { VerbContext } from './verb-context.ts';

/** Undefined where the configuration has faults; they are told. */
export async function doctorHere(
  file: string | undefined,
  { terminal }: VerbContext,
): Promise<DoctorDocument | undefined> {
  const configuration = loadOrTell(file, terminal);
  if (configuration === undefined) return undefined;
  const profile = expandPaths(resolveProfile(configuration));
  const { query, close } = openQuery(configuration, profile, (problem) =>
    terminal.errors.write(`fairlead: the database driver says: ${problem.message}\n`),
  );
  const runner = createRemote({
    configuration: () => configuration,
    environment: process.env,
    nowMs: Date.now,
  });
  try {
    const world = { query, runner, nowMs: Date.now, idOf: (name: string) => name };
    const options = await doctorOptions({ configuration, profile }, world);
    return doctorDocument(await examineCluster(options, terminal.interrupted), Date.now());
  } finally {
    await runner.close();
    await close();
  }
}

function openQuery(
  configuration: Configuration,
  profile: ReturnType<typeof expandPaths>,
  onProblem: (problem: Error) => void,
) {
  const { database, servers } = configuration;
  if (database !== null) return openReader({ database, profile, nowMs: Date.now, onProblem });
  const defaults = originDefaults(configuration);
  return createStaticDirectory({ servers, defaults, idOf: (name) => name, nowMs: Date.now });
}
