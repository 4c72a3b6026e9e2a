// What the demo prints first: where to look, for people or as one JSON object for programs.

import type { DemoOptions } from '../../admin/cli/verb-options.ts';
import type { Demo } from './start-demo.ts';

/** One line of JSON with every address; nothing else is on that line. */
export function demoJson({ cluster, product, file, ssh }: Demo): string {
  const { crm, logOns } = cluster;
  const { certificate: _, ...sql } = cluster.sql;
  const servers = crm.servers.map(({ name, origin, controlUrl }) => ({ name, origin, controlUrl }));
  const users = { names: logOns.map((each) => each.logOn), password: logOns[0]?.password };
  const { url, adminUrl } = product;
  return `${JSON.stringify({ url, adminUrl, logOnPage: logOnPage(url), configuration: file, users, sql, controlUrl: crm.controlUrl, servers, sshConfig: ssh.configFile })}\n`;
}

/** At most 80 columns. */
export function demoText({ cluster, product, file, ssh }: Demo, { https }: DemoOptions): string {
  const { sql, crm, logOns } = cluster;
  const [first] = logOns;
  const last = logOns.at(-1);
  const lines = [
    'A simulated CRM cluster runs here, with Fairlead in front of it.',
    '',
    `  the one URL   ${logOnPage(product.url)}`,
    ...(https ? ['                (its certificate was made just now; the browser will ask)'] : []),
    `  log on as     ${first?.logOn} ... ${last?.logOn}, password ${first?.password}`,
    `  status        npm run fairlead -- status${adminOption(product.adminUrl)}`,
    `  doctor        npm run fairlead -- doctor${adminOption(product.adminUrl)}`,
    `  metrics       ${product.adminUrl}/metrics`,
    `  database      ${sql.host}:${sql.port}, ${sql.database}, ${sql.user} / ${sql.password}`,
    `  configuration ${file}`,
    `                change it, then npm run fairlead -- reload${adminOption(product.adminUrl)}`,
    `  servers       ${crm.servers.map((each) => each.name).join(', ')}; recycle, kill, slow them down:`,
    `                ${crm.controlUrl}`,
    `  commands      ssh -F ${ssh.configFile} ${crm.servers[0]?.name} Get-Service`,
    `  files         npm run fairlead -- files diff${adminOption(product.adminUrl)}`,
    '',
    'Ctrl-C ends it.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function logOnPage(url: string): string {
  return `${url}/CRM/`;
}

/** The command looks at the usual port by itself. */
function adminOption(adminUrl: string): string {
  return adminUrl.endsWith(':9090') ? '' : ` --url ${adminUrl}`;
}
