// A site in this process: the embedded cluster, a real fairlead.yaml as after `fairlead discover`, and the product
// started from it. For tests that turn what a child process would hide.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createLogger } from '../../admin/logging.ts';
import { loadConfiguration } from '../../config/load.ts';
import { secretsOf } from '../../config/secrets.ts';
import type { CrmBehaviour } from '../../demo/crm/behaviour.ts';
import type { CrmHooks } from '../../demo/crm/model.ts';
import { type EmbeddedCluster, startEmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { inventedParameterNames } from '../../demo/store/seed.ts';
import { type Product, startProduct } from '../../main/product.ts';
import { type Stage, temporaryFolder } from './fairlead-process.ts';

export type Settings = { readonly [key: string]: unknown };

export type SiteOptions = {
  readonly servers?: number;
  readonly users?: number;
  /** The CRM servers speak HTTPS; each has a certificate of its own. */
  readonly https?: boolean;
  readonly behaviour?: Partial<CrmBehaviour>;
  readonly hooks?: CrmHooks;
  /** Done before the configuration is written. */
  readonly prepare?: (cluster: EmbeddedCluster, folder: string) => Promise<void>;
  /** Merged over the usual configuration; lists are replaced whole. */
  readonly configuration?: Settings | ((cluster: EmbeddedCluster) => Settings);
};

export type LogLine = {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  readonly [key: string]: unknown;
};

export type Site = {
  readonly cluster: EmbeddedCluster;
  readonly folder: string;
  /** The fairlead.yaml of this site. */
  readonly file: string;
  /** Everything logged so far, by every product started here. */
  readonly log: () => readonly LogLine[];
  /** Starts the product from the file, or from another one; closed when the test ends. */
  start(from?: string): Promise<Product>;
  /** Brings the look-alike of the database back on its port. */
  startDatabase(): Promise<void>;
};

/** What differs from site to site and nobody documented (F1, F2, F3 [U]); discovery finds all but the first. */
const overrides = {
  session: { logOffMatches: ['[?&]Act=99901(&|$)'] },
  parameters: inventedParameterNames,
  sql: { activityUser: 'SIM_ActivityUser', activityLogOn: 'SIM_ActivityLogOn' },
};

/** Starts the cluster and writes the file; the product is started by the test. */
export async function prepareSite(t: Stage, options: SiteOptions = {}): Promise<Site> {
  const folder = temporaryFolder(t);
  const problems: Error[] = [];
  const cluster = await startEmbeddedCluster({
    servers: options.servers ?? 3,
    users: options.users ?? 20,
    sqlPort: 0,
    https: options.https ?? false,
    ...(options.behaviour && { behaviour: options.behaviour }),
    ...(options.hooks && { hooks: options.hooks }),
    onProblem: (problem) => problems.push(problem),
  });
  t.teardown(async () => {
    await cluster.close();
    if (problems.length > 0) throw new AggregateError(problems, 'the embedded cluster had problems');
  });
  const file = join(folder, 'fairlead.yaml');
  await options.prepare?.(cluster, folder);
  const { configuration = {} } = options;
  const own = typeof configuration === 'function' ? configuration(cluster) : configuration;
  writeFileSync(join(folder, 'database.pem'), cluster.sql.certificate);
  writeFileSync(file, stringify(merge(usualConfiguration(cluster), own)));
  const lines: string[] = [];
  return {
    cluster,
    folder,
    file,
    log: () =>
      lines
        .join('')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as LogLine),
    async start(from = file) {
      const loaded = loadConfiguration(from);
      if (!loaded.ok) throw new Error(loaded.faults.map((each) => each.message).join('; '));
      const logger = createLogger({
        level: 'info',
        format: 'json',
        color: false,
        secrets: secretsOf(loaded.configuration),
        output: { write: (line) => lines.push(line) },
      });
      const product = await startProduct({ configuration: loaded.configuration, logger, nowMs: Date.now });
      t.teardown(() => product.close());
      return product;
    },
    async startDatabase() {
      await cluster.tds.listen({ host: cluster.sql.host, port: cluster.sql.port });
    },
  };
}

/** What an operator of the embedded cluster would write; paths are relative to the file. */
export function usualConfiguration({ sql, crm }: EmbeddedCluster): Settings {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    admin: { port: 0 },
    database: {
      host: sql.host,
      port: sql.port,
      name: sql.database,
      user: sql.user,
      password: sql.password,
      caFile: 'database.pem',
      pollMs: 1_000,
    },
    crm: { scheme: 'http', overrides },
    servers: Object.fromEntries(crm.servers.map(({ name, origin }) => [name, { origin }])),
    health: { intervalMs: 300 },
    dataDirectory: 'data',
  };
}

/** Sections are merged, all else is replaced. */
export function merge(base: Settings, over: Settings): Settings {
  const entries = Object.entries(over).map(([key, value]) => {
    const old = base[key];
    return [key, isSection(old) && isSection(value) ? merge(old, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

function isSection(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
