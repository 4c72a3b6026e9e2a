// The roles of Sage CRM that exist once, as far as crm-facts.md (F6) knows them. What is marked [L] or [U] is a guess or
// a gap that an operator fills in under crm.overrides.roles.

import type { CrmProfile } from '../profile.ts';

const any = { place: 'any', neverTwo: false } as const;
const installFolder = 'C:\\Program Files (x86)\\Sage\\CRM'; // [L] the usual place

export const sageCrmRoles: CrmProfile['roles'] = {
  dtls: { title: 'DTLS', ...any }, // [C] one server, named by a parameter whose name is [U]
  emailManager: { title: 'E-mail manager', ...any, service: null }, // [C] once, anywhere; [U] its service
  indexer: { title: 'Indexer', ...any, service: 'CRMIndexerService' }, // [C]
  escalation: { title: 'Escalation', ...any, service: 'CRMEscalationService' }, // [C]
  integration: {
    title: 'Integration service',
    place: 'least-busy', // [C]
    neverTwo: false,
    service: 'CRMIntegrationService', // [C]
  },
  replicationEngine: {
    title: 'Exchange replication engine',
    place: 'master', // [C] only on the primary
    neverTwo: true, // [C]
    service: '{install}Tomcat*', // [C]
    application: '{install}ExchangeSyncEngine', // [C]
    folder: `${installFolder}\\tomcat\\webapps`, // [L]
    parkFolder: `${installFolder}\\tomcat\\webapps-parked`, // ours
  },
};
