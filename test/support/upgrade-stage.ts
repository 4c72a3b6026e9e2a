// A live cluster and its test environment in this process, with the configuration that runs are carried out by: as in
// the demo, with times for tests. Fairlead itself is started by the test, here or as a process of its own.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { defaultBehaviour } from '../../demo/crm/behaviour.ts';
import { type EmbeddedCluster, startEmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { installFolder, nameOf } from '../../demo/windows/seed.ts';
import { writeDemoSsh } from '../../main/demo/demo-ssh.ts';
import { writeConfiguration } from '../../main/demo/write-configuration.ts';
import { type Stage, temporaryFolder } from './fairlead-process.ts';
import { merge, type Settings } from './site.ts';

export type UpgradeStage = {
  readonly live: EmbeddedCluster;
  readonly test: EmbeddedCluster;
  readonly folder: string;
  /** The fairlead.yaml of the live cluster. */
  readonly file: string;
};

/** The version a simulated cluster begins with. */
export const seededVersion = defaultBehaviour.version;

/** A simulated server that is slow to nobody. */
const behaviour = { tomcatReadyMs: 0, metadataLoadMs: 20, dllStartMs: 20 };
const quick = {
  leader: { heartbeatMs: 200, leaseMs: 1_000, takeOverMs: 1_200 },
  health: { intervalMs: 300 },
  // Locking and unlocking have every server that runs load its metadata anew, which is not what is shown here.
  metadata: { reload: 'off' },
};

/** `own` is merged over the configuration of the live cluster. */
export async function prepareUpgrade(t: Stage, own: Settings = {}): Promise<UpgradeStage> {
  const folder = temporaryFolder(t);
  const testFolder = join(folder, 'test');
  mkdirSync(testFolder);
  const [live, test] = [await startCluster(t, 'CRMWEB'), await startCluster(t, 'CRMTEST')];
  const testFile = await write(test, testFolder, undefined, {});
  return { live, test, folder, file: await write(live, folder, testFile, own) };
}

/** What people call the version of each server's files, in the order of the list. */
export function installedVersions({ ssh }: EmbeddedCluster): readonly string[] {
  const file = `${installFolder}\\WWWRoot\\eware.dll`;
  return ssh.servers.map(({ machine }) => nameOf(machine.files.read(file)?.bytes) ?? seededVersion);
}

async function startCluster(t: Stage, namePrefix: string): Promise<EmbeddedCluster> {
  const problems: Error[] = [];
  const cluster = await startEmbeddedCluster({
    servers: 3,
    namePrefix,
    users: 12,
    sqlPort: 0,
    behaviour,
    onProblem: (problem) => problems.push(problem),
  });
  for (const { machine } of cluster.ssh.servers)
    Object.assign(machine.settings, { setupMs: 400, serviceStartMs: 20, serviceStopMs: 20 });
  t.teardown(async () => {
    await cluster.close();
    if (problems.length > 0) throw new AggregateError(problems, 'the embedded cluster had problems');
  });
  return cluster;
}

async function write(
  cluster: EmbeddedCluster,
  folder: string,
  testFile: string | undefined,
  own: Settings,
): Promise<string> {
  const file = join(folder, 'fairlead.yaml');
  const ssh = await writeDemoSsh(cluster, folder);
  const addresses = { port: 0, adminPort: 0, tls: undefined };
  await writeConfiguration(cluster, { ...addresses, folder, file, ssh, testFile, sections: {} });
  const written = parse(readFileSync(file, 'utf8')) as Settings;
  writeFileSync(file, stringify(merge(merge(written, quick), own)));
  return file;
}
