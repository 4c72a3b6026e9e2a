// How a simulated CRM server behaves where the real one is only likely [L] or unknown [U], or where a site can
// choose: one named switch each, with its section of the facts. No switch is read anywhere but in `demo/crm/`.

/** Switches and durations of a simulated server. */
export type CrmBehaviour = {
  /** Minutes without a request after which a session is gone. F2 [C], 120 by default. */
  readonly idleMinutes: number;
  /** A session's requests must come from one client address, else "IP Address Mismatch". F3 [C]. */
  readonly ipAddressChecking: boolean;
  /** "Browser session security": a session page without the cookie given at log-on is a lost session. F3 [U]. */
  readonly browserSessionCookie: boolean;
  /** A successful log-on is a 302 to the first page instead of that page itself. F3 [U]. */
  readonly logOnRedirects302: boolean;
  /** Redirects say `http://<short server name>/`, as many partner pages do, instead of a bare path. F3 [C]. */
  readonly redirectsNameServer: boolean;
  /** `Act` number of the log-off link. F3 [U]: invented. */
  readonly logOffAct: number;
  /** Digits of a SID. F3 [C]: 14 or 15. */
  readonly sidDigits: 14 | 15;
  /** A SID works on the server that gave it and nowhere else. F2 [L]. */
  readonly sidsAreLocal: boolean;
  /** Sessions lost in a recycle, reset or kill get their Activity row closed as `Unknown`. F2 [U]. */
  readonly closesActivityOnRecycle: boolean;
  /** A user whose session was lost in a recycle is still told "already logged on". F2 [U]. */
  readonly alreadyOnAfterLoss: boolean;
  /** Web-service log-ons are written into `users` and `Activity` as well. F2 [U]. */
  readonly soapLogOnsRecorded: boolean;
  /** Version that the log-on page tells. F7; whether a real one tells it is [U]. */
  readonly version: string;
  /** HTTP status of a SOAP fault. F3 [L]. */
  readonly soapFaultStatus: 200 | 500;
  /** Rows of one SOAP page, and how long making it takes (10-20 s on real ones). F3 [C]. */
  readonly soapPageRows: number;
  readonly soapPageMs: number;
  /** Wrong passwords in a row that lock an account; 0 never locks. F2 [C], the number is [U]. */
  readonly failedLogOnsBeforeLock: number;
  /** True: the very first requests after `listen()` are cold too; false: the server has run for a while. F4. */
  readonly startsCold: boolean;
  /** First requests to a fresh application pool wait this long, each. F4 [C], the number is [U]. */
  readonly dllStartMs: number;
  /** Log-ons before the metadata is there load it, each of them, and wait this long. F4 [C], number [U]. */
  readonly metadataLoadMs: number;
  /** More metadata loads than this at once recycle the pool again; 0 never does. F4 [C], number [U]. */
  readonly coldLogOnsBeforeRecycle: number;
  /** Tells which metadata it has loaded, and by which page it is asked to load it anew. F5 [U]: both invented. */
  readonly tellsMetadataStamp: boolean;
  /** A request to load the metadata anew fails. */
  readonly metadataReloadFails: boolean;
  /** Connections to the database of the DLL's pool and of Tomcat's. F5 [C], the first number is [U]. */
  readonly dllConnections: number;
  readonly tomcatConnections: number;
  /** How long an IIS reset refuses connections. F4 [U]. */
  readonly resetMs: number;
  /** How long after a start or reset Tomcat is not ready. F3 [C], the number is [U]. */
  readonly tomcatReadyMs: number;
  /** What IIS answers for a dead or unready Tomcat. F3 [U]. */
  readonly tomcatDeadStatus: 502 | 503;
  /** Reports in a format fail with a 500, as where the server's report engine is broken. */
  readonly reportsFail: boolean;
  /** What a warm log-on and a warm page take. [U]. */
  readonly logOnMs: number;
  readonly pageMs: number;
};

/** Defaults: [C] as the guides say, [L] as likely, [U] chosen so that a demo is lively. */
export const defaultBehaviour: CrmBehaviour = {
  idleMinutes: 120,
  ipAddressChecking: true,
  browserSessionCookie: false,
  logOnRedirects302: false,
  redirectsNameServer: true,
  logOffAct: 99901,
  sidDigits: 15,
  sidsAreLocal: true,
  closesActivityOnRecycle: false,
  alreadyOnAfterLoss: false,
  soapLogOnsRecorded: true,
  version: '7.2b',
  soapFaultStatus: 500,
  soapPageRows: 10,
  soapPageMs: 0,
  failedLogOnsBeforeLock: 0,
  startsCold: false,
  dllStartMs: 300,
  metadataLoadMs: 700,
  coldLogOnsBeforeRecycle: 20,
  tellsMetadataStamp: true,
  metadataReloadFails: false,
  dllConnections: 10,
  tomcatConnections: 10,
  resetMs: 300,
  tomcatReadyMs: 2_000,
  tomcatDeadStatus: 503,
  reportsFail: false,
  logOnMs: 20,
  pageMs: 3,
};
