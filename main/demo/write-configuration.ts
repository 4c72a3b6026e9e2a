// Writes the configuration of an embedded cluster as a file, lets discovery fill in what nobody documented, loads it.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setValues } from '../../config/edit.ts';
import { loadConfiguration } from '../../config/load.ts';
import type { Configuration } from '../../config/schema.ts';
import { defaultBehaviour } from '../../demo/crm/behaviour.ts';
import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { discovered, editOf } from '../verbs/discover.ts';
import { type DemoConfigurationOptions, demoConfiguration } from './demo-configuration.ts';

export type WrittenConfiguration = Omit<
  DemoConfigurationOptions,
  'databaseCaFile' | 'dataDirectory' | 'logLevel'
> & {
  /** Where the certificate of the database and the data directory go. */
  readonly folder: string;
  readonly file: string;
};

/** What is found with more than a weak guess stands in the file afterwards. */
export async function writeConfiguration(
  cluster: EmbeddedCluster,
  { folder, file, ...options }: WrittenConfiguration,
): Promise<Configuration> {
  const databaseCaFile = join(folder, 'database.pem');
  await writeFile(databaseCaFile, cluster.sql.certificate);
  const text = demoConfiguration(cluster, defaultBehaviour.logOffAct, {
    ...options,
    dataDirectory: join(folder, 'data'),
    databaseCaFile,
    logLevel: 'warn',
  });
  await writeFile(file, text, { mode: 0o600 });
  const { proposals } = await discovered(loaded(file));
  const edits = proposals
    .filter(({ best }) => best?.confidence !== 'weak')
    .flatMap((each) => editOf(each) ?? []);
  await writeFile(file, setValues(text, edits));
  return loaded(file);
}

function loaded(file: string): Configuration {
  const result = loadConfiguration(file);
  if (result.ok) return result.configuration;
  throw new Error(
    `the demo made itself a faulty configuration: ${result.faults.map((each) => each.message).join('; ')}`,
  );
}
