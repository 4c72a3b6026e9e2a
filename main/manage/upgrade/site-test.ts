// A test environment as ordered runs see it: a cluster of its own with a configuration of its own, which nobody reaches
// through the one URL.

import { join } from 'node:path';
import type { Directory } from '../../../cluster/directory/contract.ts';
import { lockStateOf } from '../../../cluster/lock/rules/lock-state.ts';
import { createLockDesk } from '../../../cluster/lock/system-lock.ts';
import { createServerIds } from '../../../cluster/server-id.ts';
import { loadStatements } from '../../../cluster/sql/statements.ts';
import type { Site } from '../../../cluster/upgrade/site.ts';
import { resolveProfile } from '../../../config/resolve-profile.ts';
import { expandPaths } from '../../../config/rules/merge-profile.ts';
import type { Configuration } from '../../../config/schema.ts';
import { makeDirectory } from '../../make-parts.ts';
import { readUpstreamCa } from '../../part-options.ts';
import type { Logger } from '../../parts.ts';
import { createRemote } from '../../remote.ts';
import { readOrLater, versionNow } from './read-now.ts';
import { siteDatabase } from './site-database.ts';
import { siteRows } from './site-rows.ts';
import { type Now, newcomerOf, sitePages, siteSettings, versionTools } from './site-settings.ts';

export type TestSiteOptions = {
  readonly name: string;
  readonly configuration: Configuration;
  /** Folder for what it keeps; the live cluster's own is another. */
  readonly folder: string;
  readonly logger: Logger;
  readonly nowMs: () => number;
  readonly kept: Site['kept'];
};

export type TestSite = { readonly site: Site; start(): Promise<void>; close(): Promise<void> };

/** Asks nothing before `start`. Rejects where the authorities of its servers cannot be read. */
export async function testSite(options: TestSiteOptions): Promise<TestSite> {
  const { name, configuration, folder, nowMs } = options;
  const logger = loggerOf(options.logger, name);
  const now: Now = { configuration, profile: expandPaths(resolveProfile(configuration)) };
  const authorities = await readUpstreamCa(configuration);
  const kept = { ...configuration, dataDirectory: join(folder, name) };
  const directory = makeDirectory({ logger, nowMs }, { ...now, configuration: kept }, keyOf(name));
  const onProblem = (problem: Error) => logger.warn({ err: problem }, problem.message);
  const runner = createRemote({
    configuration: () => configuration,
    environment: process.env,
    nowMs,
  });
  const site: Site = {
    name,
    servers: () => directory.topology()?.servers ?? [],
    newcomer: (wanted) => newcomerOf(now, createServerIds(keyOf(name)), wanted),
    rows: siteRows({ now: () => now, directory }),
    settings: () => siteSettings(now),
    runner,
    database: siteDatabase({ now: () => now, query: directory.query, nowMs, onProblem }),
    lock: lockOf(directory, now, nowMs),
    // Nobody comes here through us: there is nobody to take off a server.
    people: {
      takeOut: async () => undefined,
      letIn: async () => undefined,
      serves: () => false,
      left: () => 0,
    },
    roles: undefined,
    pages: sitePages(() => now, authorities, nowMs),
    version: () => versionNow(now, directory),
    notice: () => undefined,
    kept: options.kept,
    ...versionTools(() => now),
  };
  return {
    site,
    async start() {
      await directory.start();
    },
    async close() {
      await runner.close();
      await directory.close();
    },
  };
}

/** Ids of a test environment are none of the live cluster's. */
const keyOf = (environment: string) => `environment ${environment}`;

/** Its parts say of which environment they tell. */
function loggerOf(logger: Logger, environment: string): Logger {
  return {
    info: (fields, message) => logger.info({ ...fields, environment }, message),
    warn: (fields, message) => logger.warn({ ...fields, environment }, message),
    error: (fields, message) => logger.error({ ...fields, environment }, message),
  };
}

function lockOf(directory: Directory, now: Now, nowMs: () => number): Site['lock'] {
  const { profile } = now;
  const { sql, parameters, lock } = profile;
  const { lockedBy, lockedSince } = parameters;
  const desk = createLockDesk({
    query: directory.query,
    settings: () => ({
      ...lock,
      statements: loadStatements(sql, parameters.secret.length),
      names: { lockedBy, lockedSince },
    }),
    nowMs,
  });
  const change = async (wish: 'lock' | 'unlock') => {
    const done = await desk.change(wish, false);
    const later = await readOrLater(now, directory);
    if (done.kind === 'held') return { ok: false, text: `the CRM is locked by user ${done.by}` };
    if (done.kind === 'failed') return { ok: false, text: done.text };
    return { ok: true, text: `the CRM is ${wish === 'lock' ? '' : 'not '}locked${later}` };
  };
  return {
    held() {
      const topology = directory.topology();
      return topology === undefined ? undefined : lockStateOf(topology.flags.lock, nowMs()).locked;
    },
    take: () => change('lock'),
    tellWork: () => undefined,
    release: () => change('unlock'),
  };
}
