// A CRM profile with an operator's overrides in it, and its paths with the install name in them.

import type { CrmProfile } from '../profile.ts';
import type { ProfileOverrides } from '../schema/overrides.ts';

/** Sections are merged, everything else is replaced: lists whole, and null means "not known" here too. */
export function mergeProfile(profile: CrmProfile, overrides: ProfileOverrides): CrmProfile {
  return merged(profile, overrides) as CrmProfile;
}

/** The profile with `{install}` replaced in every path. */
export function expandPaths(profile: CrmProfile): CrmProfile {
  const expanded = (path: string) => path.replaceAll('{install}', () => profile.install);
  const expandedOrNull = (path: string | null) => (path === null ? null : expanded(path));
  const { static: statics, ...paths } = profile.paths;
  return {
    ...profile,
    paths: {
      start: expanded(paths.start),
      logOnPage: expanded(paths.logOnPage),
      session: expanded(paths.session),
      soap: expanded(paths.soap),
      sdata: expanded(paths.sdata),
      static: statics.map(expanded),
    },
    probe: {
      ...profile.probe,
      path: expanded(profile.probe.path),
      tomcatPath: expanded(profile.probe.tomcatPath),
    },
    roles: expandedRoles(profile.roles, expandedOrNull),
    metadata: {
      ...profile.metadata,
      reloadPath: expandedOrNull(profile.metadata.reloadPath),
      stampPath: expandedOrNull(profile.metadata.stampPath),
    },
    windows: {
      ...profile.windows,
      program: expanded(profile.windows.program),
      registryKey: expanded(profile.windows.registryKey),
    },
    upgrade: expandUpgrade(profile),
  };
}

/** What an upgrade touches, with install name and install folder in it. */
function expandUpgrade({ upgrade, install }: CrmProfile): CrmProfile['upgrade'] {
  const named = (text: string) => text.replaceAll('{install}', () => install);
  const installFolder = named(upgrade.installFolder);
  const placed = (text: string) => named(text).replaceAll('{folder}', () => installFolder);
  return {
    services: upgrade.services.map(named),
    installFolder,
    folders: upgrade.folders.map(placed),
    registryKeys: upgrade.registryKeys.map(named),
    upgradeLog: placed(upgrade.upgradeLog),
    scriptLogs: placed(upgrade.scriptLogs),
  };
}

function expandedRoles(
  roles: CrmProfile['roles'],
  expanded: (text: string | null) => string | null,
): CrmProfile['roles'] {
  const byService = <Role extends { readonly service: string | null }>(role: Role): Role => ({
    ...role,
    service: expanded(role.service),
  });
  const { replicationEngine: engine } = roles;
  return {
    dtls: roles.dtls,
    emailManager: byService(roles.emailManager),
    indexer: byService(roles.indexer),
    escalation: byService(roles.escalation),
    integration: byService(roles.integration),
    replicationEngine: {
      ...byService(engine),
      application: expanded(engine.application),
      folder: expanded(engine.folder),
      parkFolder: expanded(engine.parkFolder),
    },
  };
}

function merged(base: unknown, change: unknown): unknown {
  if (change === undefined) return base;
  if (!isSection(base) || !isSection(change)) return change;
  const keys = Object.keys(base);
  return Object.fromEntries(keys.map((key) => [key, merged(base[key], change[key])]));
}

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
