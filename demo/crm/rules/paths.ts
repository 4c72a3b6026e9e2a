// Where things are on a simulated CRM server: its paths, its field names, its invented Act numbers. The demo
// knows nothing of the product's profile; that both agree is what the end-to-end tests show.

/** Install name: first part of every path. */
export const install = 'CRM';

/** Paths as the pages write them; requests are compared without regard to case, as IIS does (F3). */
export const paths = {
  start: `/${install}/`,
  logOn: `/${install}/eware.dll/go`,
  session: `/${install}/eware.dll/Do`,
  soap: `/${install}/eware.dll/webservices/soap`,
  sysadmin: `/${install}/eware.dll/sysadmin`,
  /** Invented: nobody knows how a server is asked to load its metadata anew (F5 [U]). */
  metadata: `/${install}/eware.dll/SIM_Metadata`,
  socket: `/${install}/eware.dll/socket`,
  custom: `/${install}/CustomPages/`,
  sdata: `/sdata/${install}j/`,
} as const;

/** Names of the log-on form (F3). */
export const fields = {
  user: 'EWARE_USERID',
  password: 'PASSWORD',
  confirm: 'LoginAnyway',
} as const;

/** `Act` numbers of session pages; invented, all of them. The log-off number is a switch of its own. */
export const acts = {
  home: 99900,
  find: 99902,
  company: 99903,
  report: 99904,
  upload: 99905,
  partner: 99906,
  dashboard: 99907,
} as const;

/** Names of the cookies a simulated server sets (F3: real names are site-specific). */
export const cookies = { asp: 'ASPSESSIONIDSIMULATE', browserSession: 'SIM_BrowserSession' } as const;
