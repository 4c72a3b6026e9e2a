// The rows a fresh simulated CRM database starts with: settings (F1), users (F2), scripts (F6). Pure data makers;
// writing them is store.ts's work.

/** Names of the four settings whose real names nobody knows (F1 [U]). */
export type ParameterNames = {
  readonly distributedAddresses: string;
  readonly ownBalancing: string;
  readonly fullyQualifiedNames: string;
  readonly dtlsServer: string;
};

/** Invented, and visibly so: `fairlead discover` has to find them by pattern and value. */
export const inventedParameterNames: ParameterNames = {
  distributedAddresses: 'SIM_DistributedAddresses',
  ownBalancing: 'SIM_DoLoadBalancing',
  fullyQualifiedNames: 'SIM_FullyQualifiedNames',
  dtlsServer: 'SIM_DTLSServer',
};

export type Parameter = { readonly name: string; readonly value: string | null; readonly component: string };

export type SeedUser = { readonly logOn: string; readonly firstName: string; readonly lastName: string };

/** The settings of F1. Lists end with `;` as the CRM writes them, even with one server. */
export function seedParameters(
  serverNames: readonly string[],
  httpPort: number,
  names: ParameterNames,
): Parameter[] {
  const system = (name: string, value: string | null): Parameter => ({ name, value, component: 'System' });
  const list = (entries: readonly string[]) => entries.map((entry) => `${entry};`).join('');
  return [
    system('ServerNames', list(serverNames)),
    system('HTTPPort', String(httpPort)),
    system('OutlookPort', String(httpPort)),
    system('Version', '7.2b'),
    system('DocStore', '\\\\simfiles\\crm\\Library\\'),
    system('RegisterKeyGen', 'SIM-NOT-A-LICENCE-0000-0000-0000-0000'),
    system('SysLockedByUsrID', null),
    system('SysLockedTime', null),
    system(names.distributedAddresses, list(serverNames.map(() => '127.0.0.*'))),
    system(names.ownBalancing, 'False'),
    system(names.fullyQualifiedNames, list(serverNames.map((name) => `${name.toLowerCase()}.sim.test`))),
    system(names.dtlsServer, serverNames[0] ?? ''),
  ];
}

/** `user001`, `user002`, ... with names that need more than ASCII, as real ones do. */
export function seedUsers(count: number): SeedUser[] {
  const firstNames = ['Anna', 'Zoë', 'Søren', 'José', 'Łukasz', 'Mei', 'Oğuz', 'Niamh'];
  const lastNames = ['Berg', 'Müller', "O'Neill", 'Çelik', 'Novák', '田中', 'Smith'];
  return Array.from({ length: count }, (_, index) => ({
    logOn: `user${String(index + 1).padStart(3, '0')}`,
    firstName: firstNames[index % firstNames.length] ?? '',
    lastName: lastNames[index % lastNames.length] ?? '',
  }));
}

/** One detached table-level script, so that the DTLS server has something to run (F6). */
export const seedScripts = [
  { name: 'SIM_CompanyInsert', type: 'tls' },
  { name: 'SIM_OpportunityDetached', type: 'tlsdetached' },
] as const;

/** Customizations (F5): names of the tables are invented, since nobody told the real ones. */
export const seedCustomizations = {
  captions: ['SIM_CompanyCaption', 'SIM_PersonCaption'],
  screens: ['SIM_CompanyScreen'],
  updated: '2026-01-05 08:30:00.000',
} as const;
