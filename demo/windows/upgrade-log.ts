// The log that a simulated setup leaves, in the form the guides describe (F7).

/** What goes wrong in an upgrade, on demand. */
export type UpgradeFinding = 'script-failed' | 'must-be-fixed' | 'view-kept';

const scripts = [
  'CustomPages.es',
  'Custom_Captions.es',
  'updatehelplink.es',
  'update_metadata.es',
  'addConstraints.es',
  'views.es',
  'user_views.es',
  'Tables.es',
  'Update_indexes_mssql.sql',
];

export function upgradeLogPage(findings: readonly UpgradeFinding[]): string {
  const rows = scripts.map((name) => {
    const failed = findings.includes('script-failed') && name === 'addConstraints.es';
    return `<tr><td>${name}</td><td>${failed ? 'Failed: a constraint is there already' : 'Success'}</td></tr>`;
  });
  const notes = [
    ...(findings.includes('must-be-fixed')
      ? ['<p>NB The custom entity Project must be fixed by hand.</p>']
      : []),
    ...(findings.includes('view-kept') ? ['<p>View vCompany was changed; added vCompany_New.</p>'] : []),
  ];
  return `<html><body><h1>Upgrade log</h1><table>${rows.join('\n')}</table>${notes.join('\n')}</body></html>\n`;
}
