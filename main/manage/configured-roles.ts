// The roles of the configuration and its profile, as the managing side and the doctor want them. Renames; decides nothing.

import type { Role, RoleMeans, RoleName } from '../../cluster/roles/role.ts';
import type { CrmProfile } from '../../config/profile.ts';
import type { Configuration } from '../../config/schema.ts';

type Key = keyof CrmProfile['roles'];

const names: Readonly<Record<Key, RoleName>> = {
  dtls: 'dtls',
  emailManager: 'email-manager',
  indexer: 'indexer',
  escalation: 'escalation',
  integration: 'integration',
  replicationEngine: 'replication-engine',
};

/** In the order of the documents; those that are not to be watched are left out. */
export function configuredRoles({ roles }: Configuration, profile: CrmProfile): readonly Role[] {
  const keys = Object.keys(names) as Key[];
  return keys
    .filter((key) => roles[key].watch)
    .map((key) => {
      const { title, place, neverTwo } = profile.roles[key];
      const { server, failover } = roles[key];
      const means = meansOf(key, profile);
      const shown = { name: names[key], title, setting: `roles.${key}` };
      return { ...shown, means, place, neverTwo, wantedOn: server ?? undefined, failover };
    });
}

function meansOf(key: Key, { roles, parameters }: CrmProfile): RoleMeans {
  const missing = (what: string): RoleMeans => ({ kind: 'none', missing: `${what} is not set` });
  switch (key) {
    case 'dtls': {
      const name = parameters.dtlsServer;
      return name === null ? missing('crm.overrides.parameters.dtlsServer') : { kind: 'parameter', name };
    }
    case 'emailManager':
    case 'indexer':
    case 'escalation':
    case 'integration': {
      const { service } = roles[key];
      return service === null ? missing(`crm.overrides.roles.${key}.service`) : { kind: 'service', service };
    }
    case 'replicationEngine': {
      const { service, application, folder, parkFolder } = roles[key];
      if (service === null || application === null || folder === null || parkFolder === null)
        return missing(`part of crm.overrides.roles.${key}`);
      const shown = { service, application };
      return { kind: 'web-application', ...shown, folder, parkFolder };
    }
  }
}
