// Starts what a demo consists of: the embedded cluster, a second one to rehearse in, and the product before the first.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoOptions } from '../../admin/cli/verb-options.ts';
import { loadConfiguration } from '../../config/load.ts';
import { secretsOf } from '../../config/secrets.ts';
import { createCertificate } from '../../demo/certificate.ts';
import type { CrmBehaviour } from '../../demo/crm/behaviour.ts';
import type { CrmHooks } from '../../demo/crm/model.ts';
import {
  type EmbeddedCluster,
  type EmbeddedOptions,
  startEmbeddedCluster,
} from '../../demo/embedded-cluster.ts';
import { createRecorder } from '../../demo/people/recorder.ts';
import { listenRefusal } from '../listening.ts';
import { type Product, startProduct } from '../product.ts';
import { configuredLogger } from '../verbs/configured.ts';
import type { VerbContext } from '../verbs/verb-context.ts';
import { forgetFiles } from './demo-files.ts';
import { type DemoSsh, writeDemoSsh } from './demo-ssh.ts';
import { writeConfiguration } from './write-configuration.ts';

/** Everything the demo started; `ca` is the certificate of the one URL where it speaks HTTPS. */
export type Demo = {
  readonly cluster: EmbeddedCluster;
  readonly product: Product;
  readonly recorder: ReturnType<typeof createRecorder>;
  readonly ca: string | undefined;
  readonly folder: string;
  readonly ssh: DemoSsh;
  /** Its configuration: it may be changed and reloaded while the demo runs. */
  readonly file: string;
  close(): Promise<void>;
};

/** What is not as in every demo: how the simulated servers behave, and sections of the configuration. */
export type Scene = {
  readonly behaviour?: Partial<CrmBehaviour>;
  readonly hooks?: CrmHooks;
  readonly sections?: Readonly<Record<string, object>>;
};

export type StagedOptions = DemoOptions & { readonly scene?: Scene };

/** More users than people come, so that a visitor finds one who is not on yet. */
const spareUsers = 100;

/** Starts the embedded cluster, discovers its names, starts the product. Nothing is left running when it rejects. */
export async function startDemo(options: StagedOptions, context: VerbContext): Promise<Demo> {
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each();
  };
  try {
    return { ...(await startParts(options, context, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(
  options: StagedOptions,
  context: VerbContext,
  closing: (() => Promise<void>)[],
): Promise<Omit<Demo, 'close'>> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-demo-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const recorder = createRecorder({ servers: () => cluster.crm.servers });
  const cluster = await startCluster({
    servers: options.servers,
    users: options.users + spareUsers,
    sqlPort: options.sqlPort,
    hooks: options.scene?.hooks ?? recorder.hooks,
    behaviour: options.scene?.behaviour ?? {},
    onProblem: (problem) => context.terminal.errors.write(`demo: ${problem.message}\n`),
  });
  closing.push(() => cluster.close());
  forgetFiles(cluster, Date.now());
  const tls = options.https ? await writeCertificate(folder) : undefined;
  const file = join(folder, 'fairlead.yaml');
  const ssh = await writeDemoSsh(cluster, folder);
  const testFile = await testEnvironment(options, { folder, context, closing });
  const configuration = await writeConfiguration(cluster, {
    folder,
    file,
    ssh,
    testFile,
    port: options.port,
    adminPort: options.adminPort,
    sections: options.scene?.sections ?? { storm: { guard: options.guard } },
    tls: tls && { certificateFile: tls.certificateFile, keyFile: tls.keyFile },
  });
  const logger = configuredLogger(configuration, context.terminal);
  const product = await startProduct({
    configuration,
    logger,
    nowMs: Date.now,
    load: () => loadConfiguration(file),
    onConfiguration: (next) => logger.adjust({ level: next.logging.level, secrets: secretsOf(next) }),
    addressSettings: { listen: { port: '--port' }, admin: { port: '--admin-port' } },
  });
  closing.push(() => product.close());
  return { cluster, product, recorder, ca: tls?.certificate, folder, file, ssh };
}

type Staging = {
  readonly folder: string;
  readonly context: VerbContext;
  readonly closing: (() => Promise<void>)[];
};

/** A second cluster like the first, to rehearse upgrades in; resolves with its configuration file. */
async function testEnvironment(
  options: StagedOptions,
  { folder, context, closing }: Staging,
): Promise<string> {
  const own = join(folder, 'test');
  await mkdir(own);
  const cluster = await startEmbeddedCluster({
    servers: options.servers,
    namePrefix: 'CRMTEST',
    users: 2,
    sqlPort: 0,
    onProblem: (problem) => context.terminal.errors.write(`demo, test environment: ${problem.message}\n`),
  });
  closing.push(() => cluster.close());
  const ssh = await writeDemoSsh(cluster, own);
  const file = join(own, 'fairlead.yaml');
  const written = {
    folder: own,
    file,
    ssh,
    testFile: undefined,
    port: 0,
    adminPort: 0,
    sections: {},
    tls: undefined,
  };
  await writeConfiguration(cluster, written);
  return file;
}

/** Everything but the database has free ports. */
async function startCluster(options: EmbeddedOptions): Promise<EmbeddedCluster> {
  return startEmbeddedCluster(options).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall !== 'listen') throw error;
    const address = { host: '127.0.0.1', port: options.sqlPort };
    throw listenRefusal(error, { what: 'The simulated database', settings: { port: '--sql-port' }, address });
  });
}

type DemoTls = { readonly certificate: string; readonly certificateFile: string; readonly keyFile: string };

async function writeCertificate(folder: string): Promise<DemoTls> {
  const { certificate, key } = await createCertificate(['localhost', '127.0.0.1'], Date.now());
  const files = { certificateFile: join(folder, 'url.pem'), keyFile: join(folder, 'url.key') };
  await writeFile(files.certificateFile, certificate);
  await writeFile(files.keyFile, key, { mode: 0o600 });
  return { certificate, ...files };
}
