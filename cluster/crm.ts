// The slices of a CRM profile and of the configuration that managing a cluster needs. Types only; `config/profile.ts`
// is shaped so that a whole profile fits here.

/** Names of rows in the settings table (F1); null is "not known". */
export type ParameterNames = {
  readonly serverNames: string;
  readonly httpPort: string;
  readonly version: string;
  readonly lockedBy: string;
  readonly lockedSince: string;
  readonly distributedAddresses: string | null;
  readonly ownBalancing: string | null;
  readonly fullyQualifiedNames: string | null;
  readonly dtlsServer: string | null;
  readonly library: string;
  readonly licence: string;
  /** Rows whose value never leaves the database. */
  readonly secret: readonly string[];
};

/** Names of tables and columns (F1, F2). A table may carry its schema: `dbo.Users`. */
export type SqlNames = {
  readonly settingsTable: string;
  readonly settingName: string;
  readonly settingValue: string;
  readonly settingDeleted: string;
  readonly usersTable: string;
  readonly userId: string;
  readonly userLogOn: string;
  readonly userLastServer: string;
  readonly userDisabled: string;
  readonly userDeleted: string;
  readonly activityTable: string;
  readonly activityUser: string;
  readonly activityLogOn: string;
  readonly activityLogOff: string;
  readonly scriptsTable: string;
  readonly scriptType: string;
  /** The operator's own statement with columns `server` and `users`, parameter @idleMinutes. */
  readonly countQuery: string | null;
};

/** What the cluster side needs of a CRM profile. */
export type ClusterProfile = {
  readonly install: string;
  readonly parameters: ParameterNames;
  readonly sql: SqlNames;
  readonly session: { readonly idleMinutes: number };
  readonly probe: {
    readonly path: string;
    readonly expect: string;
    readonly versionPattern: string | null;
    readonly tomcatPath: string;
    readonly tomcatAlive: readonly number[];
  };
  readonly windows: WindowsNames;
};

/** Where things are on a CRM server, `{install}` filled in. */
export type WindowsNames = {
  /** Null: a pool with the install name in it. */
  readonly appPool: string | null;
  /** `eware.dll`, whose version is that of the server. */
  readonly program: string;
  readonly registryKey: string;
  readonly addressChecking: string;
  readonly addressCheckingOff: string;
};

/** One live row of the settings table. */
export type SettingRow = { readonly name: string; readonly value: string | null };

/** What the operator says of one server; null and undefined both mean "nothing". */
export type ServerSettings = {
  readonly origin?: string | null | undefined;
  readonly weight?: number | undefined;
  readonly maxUsers?: number | null | undefined;
  readonly verifyCertificate?: boolean | undefined;
};

/** The same with the server's name; found without regard to case. */
export type ServerOverride = ServerSettings & { readonly name: string };

/** How servers are reached where no override says otherwise. */
export type OriginDefaults = {
  readonly scheme: 'http' | 'https';
  /** Null: the CRM's own HTTPPort, but 443 where the scheme is https and the CRM says 80 or nothing. */
  readonly port: number | null;
};
