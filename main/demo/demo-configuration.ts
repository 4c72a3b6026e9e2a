// The configuration of the demo, as the text of a real fairlead.yaml: the product is started from it as from any
// other, and the names nobody documented are found by discovery.

import { stringify } from 'yaml';
import { acts, paths } from '../../demo/crm/rules/paths.ts';
import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { setupFile, simulatedKey } from '../../demo/windows/setups.ts';
import { componentFile, componentPage, licenceToolFile, newFiles } from '../../demo/windows/tools.ts';
import { customPages, simulatedFiles } from './demo-files.ts';
import { type DemoSsh, demoRemote } from './demo-ssh.ts';

export type DemoConfigurationOptions = {
  readonly port: number;
  readonly adminPort: number;
  readonly dataDirectory: string;
  /** The certificate of the look-alike. */
  readonly databaseCaFile: string;
  readonly ssh: DemoSsh;
  /** Configuration file of the test environment; undefined in the test environment itself. */
  readonly testFile: string | undefined;
  /** Files of a certificate for the one URL; undefined is plain HTTP. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** Lines of the log below this level are left out. */
  readonly logLevel: 'info' | 'warn';
  /** Sections of the file beside those that every demo has. */
  readonly sections: Readonly<Record<string, object>>;
};

/** Every hop from the version of the demo to 2020 R1, with setups that need no person; one hop no guide tells of. */
export function demoUpgrade() {
  const versions = ['2017 R1', '2017 R3', '2020 R1'];
  return {
    freeGigabytes: 0.1,
    setups: versions.map((version) => ({
      version,
      program: setupFile(version),
      words: ['/unattended'],
      processes: ['setup.exe'],
    })),
    licenceKeys: ['7.2', ...versions].map((version) => ({ version, key: simulatedKey(version) })),
    hops: [{ from: '2017 R1', to: '2017 R3', source: 'the simulated release notes' }],
    tests: demoPages,
    parameters: {
      setup: 'command',
      adminLogOn: 'account',
      checklist: 'automatic',
      program: componentFile,
      processes: 'install.exe',
      proofFile: componentPage,
      tool: licenceToolFile,
      arguments: '/unattended',
      version: '7.2',
      source: newFiles,
      folder: customPages,
      soakMinutes: '0.05',
    },
  };
}

const page = (act: number, more = '') => `${paths.session}?Act=${act}&Mode=1${more}`;
const report = (format: string, type: string) => ({ path: page(acts.report, `&Format=${format}`), type });

/** Reports in each format, and a dashboard, of the simulated CRM. */
export const demoPages = {
  reports: [
    { ...report('HTML', 'text/html'), expect: 'Simulated report' },
    report('PDF', 'application/pdf'),
    { ...report('CSV', 'text/csv'), expect: 'Company,Status' },
    report('XLSX', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'),
  ],
  dashboards: [{ path: page(acts.dashboard), type: 'text/html', expect: 'Sales dashboard' }],
};

/** Text of the file. What is not documented of a real CRM (F3, F7 [U]: its log-off, where its version stands) has invented forms here. */
export function demoConfiguration(
  cluster: EmbeddedCluster,
  logOffAct: number,
  options: DemoConfigurationOptions,
): string {
  const { sql, crm } = cluster;
  const { remote, ports } = demoRemote(cluster, options.ssh);
  const servers = crm.servers.map(({ name, origin }) => [
    name,
    { origin, verifyCertificate: false, remote: { port: ports.get(name) } },
  ]);
  const { tls } = options;
  const account = cluster.logOns.at(-1);
  return stringify({
    listen: {
      host: '127.0.0.1',
      port: options.port,
      ...(tls && { tls: [tls] }),
    },
    admin: { host: '127.0.0.1', port: options.adminPort },
    database: {
      host: sql.host,
      port: sql.port,
      name: sql.database,
      user: sql.user,
      password: sql.password,
      caFile: options.databaseCaFile,
    },
    crm: {
      serviceAccount: { user: account?.logOn, password: account?.password },
      overrides: {
        // The last of the simulated users: it may log on while it has locked the system (F1).
        lock: { userId: String(cluster.logOns.length) },
        session: { logOffMatches: [`[?&]Act=${logOffAct}(&|$)`] },
        metadata: simulatedMetadata,
        roles: { emailManager: { service: 'SIM_EmailManager' } },
        probe: { versionPattern: 'id="version">([^<]+)<' },
      },
    },
    servers: Object.fromEntries(servers),
    remote,
    metadata: { reload: 'auto', lookMs: 5_000, quietMs: 5_000 },
    files: simulatedFiles,
    roles: { lookMs: 10_000 },
    logging: { level: options.logLevel },
    dataDirectory: options.dataDirectory,
    upgrade: demoUpgrade(),
    ...(options.testFile && { environments: { test: { configuration: options.testFile } } }),
    ...options.sections,
  });
}

/** How the simulated CRM is customized and loads its metadata anew: all of it invented (F5 [U]). */
export const simulatedMetadata = {
  tables: [
    { table: 'SIM_CustomCaptions', updated: 'SIM_CaptionUpdated' },
    { table: 'SIM_CustomScreens', updated: 'SIM_ScreenUpdated' },
  ],
  reloadBy: 'page',
  reloadPath: '/{install}/eware.dll/SIM_Metadata',
  reloadExpect: 'Metadata is loaded',
  stampPath: '/{install}/eware.dll/SIM_Metadata',
  stampPattern: 'SIM_MetadataStamp: ([0-9: .-]+)\\.<',
};
