// What runs need to know of one installation, from its configuration and profile; and the doors to it that a live and a
// test environment have alike. Decides nothing.

import { askServer } from '../../../cluster/health/ask-server.ts';
import { checkServer } from '../../../cluster/health/check.ts';
import { logOffService, logOnService } from '../../../cluster/health/service-log-on.ts';
import type { Server, ServerId } from '../../../cluster/model.ts';
import { createServers } from '../../../cluster/rules/servers.ts';
import { plainVersion } from '../../../cluster/upgrade/rules/hops.ts';
import type { PageLook, Site, SiteSettings } from '../../../cluster/upgrade/site.ts';
import type { CrmProfile } from '../../../config/profile.ts';
import type { Configuration } from '../../../config/schema.ts';
import { checkSettings, originDefaults } from '../../part-options.ts';
import { logOnMs, lookInSession } from './session-pages.ts';

/** As they are now; a reload exchanges them. */
export type Now = { readonly configuration: Configuration; readonly profile: CrmProfile };

const gigabyte = 1_000_000_000;

/** `upgrade` is the section of the live configuration: folders of backups may differ in a test environment. */
export function siteSettings({ configuration, profile }: Now): SiteSettings {
  const { upgrade } = configuration;
  const { services, folders, registryKeys, upgradeLog, scriptLogs } = profile.upgrade;
  return {
    services,
    folders,
    registryKeys,
    versionFile: profile.windows.program,
    upgradeLog,
    scriptLogs,
    engine: engineOf(profile),
    backupFolder: upgrade.backupFolder.replace(/[\\/]+$/, ''),
    freeBytes: upgrade.freeGigabytes * gigabyte,
    serviceWaitMs: upgrade.serviceWaitMinutes * 60_000,
    warmMs: upgrade.warmMs,
    warmAnswers: upgrade.warmAnswers,
  };
}

function engineOf({ roles: { replicationEngine } }: CrmProfile): SiteSettings['engine'] {
  const { service, application, folder, parkFolder } = replicationEngine;
  if (service === null || application === null || folder === null || parkFolder === null) return undefined;
  return { service, application, folder, parkFolder };
}

/** A server that the list does not name: what `servers` of the configuration says of it, else the defaults. */
export function newcomerOf(
  { configuration }: Now,
  idOf: (name: string) => ServerId,
  name: string,
): Server | undefined {
  const overrides = Object.entries(configuration.servers).map(([own, settings]) => ({
    ...settings,
    name: own,
  }));
  const defaults = originDefaults(configuration);
  const made = createServers({ names: [name], fullNames: [], crmPort: undefined, defaults, overrides, idOf });
  return made.servers[0];
}

/** Setups and licence keys of versions. */
export function versionTools(now: () => Now): Pick<Site, 'setup' | 'hasLicenceKey'> {
  const same = (one: string, other: string) => plainVersion(one) === plainVersion(other);
  return {
    setup: (version) => now().configuration.upgrade.setups.find((each) => same(each.version, version)),
    hasLicenceKey: (version) =>
      now().configuration.upgrade.licenceKeys.some((each) => same(each.version, version)),
  };
}

/** Pages of the servers themselves, past the one URL. */
export function sitePages(
  now: () => Now,
  authorities: string | undefined,
  nowMs: () => number,
): Site['pages'] {
  const options = () => {
    const { configuration, profile } = now();
    return { ...checkSettings(configuration, profile), authorities, nowMs };
  };
  return {
    async logOnPage(server, signal) {
      const { healthy, text, durationMs } = await checkServer(server, options(), signal);
      return { problem: healthy ? undefined : text, text, tookMs: durationMs };
    },
    async tomcat(server, signal) {
      const { configuration, profile } = now();
      if (!configuration.health.tomcat)
        return { problem: undefined, text: 'Tomcat is left alone', tookMs: 0 };
      const { tomcatPath, tomcatAlive } = profile.probe;
      const isAlive = (status: number) => tomcatAlive.includes(status);
      return askedPage(server, { path: tomcatPath, isRight: isAlive }, options(), signal);
    },
    hasAccount: () => now().configuration.crm.serviceAccount !== null,
    async logOn(server, signal) {
      const { configuration, profile } = now();
      const account = configuration.crm.serviceAccount;
      if (account === null) return { problem: 'no service account is configured', text: '', tookMs: 0 };
      const request = { server, account, profile, options: { ...options(), timeoutMs: logOnMs }, signal };
      const made = await logOnService(request);
      const tookMs = made.durationMs;
      if (made.kind === 'failed') return { problem: `log-on: ${made.asked.message}`, text: '', tookMs };
      if (made.kind !== 'in')
        return { problem: `log-on: ${made.kind} (status ${made.status})`, text: '', tookMs };
      await logOffService(request, made.session);
      return { problem: undefined, text: `logged on in ${Math.round(tookMs)} ms`, tookMs };
    },
    inSession: (server, kind, signal) =>
      lookInSession({ server, kind, now: now(), options: options(), signal }),
    path: (server, path, expect, signal) =>
      askedPage(server, { path, expect, isRight: (status) => status < 400 }, options(), signal),
  };
}

type Wanted = {
  readonly path: string;
  readonly expect?: string | undefined;
  readonly isRight: (status: number) => boolean;
};

async function askedPage(
  server: Server,
  { path, expect, isRight }: Wanted,
  options: Parameters<typeof askServer>[2],
  signal: AbortSignal,
): Promise<PageLook> {
  const asked = await askServer(server, { path }, options, signal);
  const tookMs = asked.durationMs;
  if (asked.kind === 'failed') return { problem: `${path}: ${asked.message}`, text: asked.message, tookMs };
  const text = `${path}: ${asked.status} in ${Math.round(tookMs)} ms`;
  if (!isRight(asked.status)) return { problem: text, text, tookMs };
  const misses = expect !== undefined && !asked.body.includes(expect);
  return { problem: misses ? `${path}: its page lacks "${expect}"` : undefined, text, tookMs };
}
