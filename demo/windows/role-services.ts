// The services of a simulated server that must run once in the cluster (F6), as a fresh one has them: on the master they
// run, on others they are installed and stopped, and the last of more than two has none of them.

export type RoleServiceSeed = {
  readonly name: string;
  readonly displayName: string;
  readonly program: string;
  readonly running: boolean;
};

const roleServices = [
  ['SIM_EmailManager', 'CRM E-mail Manager (simulated)', 'EmailManager.exe'],
  ['CRMEscalationService', 'CRM Escalation Service', 'Escalation.exe'],
  ['CRMIndexerService', 'CRM Indexer Service', 'Indexer.exe'],
  ['CRMIntegrationService', 'CRM Integration Service', 'Integration.exe'],
] as const;

/** `position` as in the list of servers. The integration service is on all of them; the name of the first is invented. */
export function roleServicesOf(position: number): readonly RoleServiceSeed[] {
  return roleServices
    .filter(([name]) => position < 2 || name === 'CRMIntegrationService')
    .map(([name, displayName, program]) => ({ name, displayName, program, running: position === 0 }));
}
