// What a CRM looks like from outside, as data: paths, field names, parameter names, SQL names, probe texts.
// Whatever crm-facts.md marks [L] or [U] is a value here (or an override in fairlead.yaml) and stands nowhere else.

import { type Static, Type } from 'typebox';
import { closed, text, textOrNull, texts, unknown } from './profile-builders.ts';
import { RolesSchema } from './profile-roles.ts';
import { SilencesSchema } from './profile-silences.ts';
import { UpgradeSchema, WindowsSchema } from './profile-windows.ts';
import type { FormatName } from './rules/formats.ts';

const PathsSchema = Type.Object(
  {
    logOnPage: text('Log-on page, and where its form is sent (F3)', 'url-path'),
    session: text('Pages of a logged-on user (F3)', 'url-path'),
    soap: text('SOAP web services (F3)', 'url-path'),
    sdata: text('Beginning of SData and REST paths, served by Tomcat (F3)', 'url-path'),
    static: texts('Beginnings of paths of files that need no session (F3)', 'url-path'),
    start: text('Static start page whose script goes to the log-on page (F3)', 'url-path'),
  },
  {
    ...closed,
    description: 'URL paths; `{install}` is the install name. Compared without regard to case, as IIS does',
  },
);

const LogOnSchema = Type.Object(
  {
    userField: text('Form field with the user name (F3)'),
    confirmField: text('Hidden field by which a user who is already on ends the old session (F3)'),
    confirmValue: text('Its value'),
    passwordField: text('Form field with the password (F3)'),
    browserFields: texts(
      'Hidden fields by which the form tells that a browser sends it, with the value Y (F3)',
    ),
    formMarker: text('Text that only a page with the log-on form has (F3)'),
    alreadyOnMarker: text('Text that only the "already logged on" page has (F3)'),
    lockedMarkers: texts(
      'Texts of the page shown to a locked account or in a locked system, which has no log-on form ([L] wording)',
    ),
  },
  { ...closed, description: 'Log-on form and its answers' },
);

const SessionSchema = Type.Object(
  {
    parameter: text('Query parameter with the session id, also how it looks in links (F3)'),
    idPattern: text('Regular expression that a session id matches whole (F3: 14-15 digits)', 'regex'),
    soapElement: text('XML element with the session id, in a SOAP header and in the answer to logon (F3)'),
    soapLogOnMarker: text('Text that only a SOAP logon request has (F3)'),
    soapLogOffMarker: text('Text that only a SOAP logoff request has'),
    logOffMatches: texts(
      'Regular expressions over path and query of a log-off request ([U]; none: only the database tells of log-offs)',
      'regex',
    ),
    idleMinutes: Type.Number({
      description: "Idle time-out: the smaller of the CRM's and the app pool's (F2)",
      minimum: 1,
      maximum: 10_080,
      unit: 'minutes',
    }),
  },
  { ...closed, description: 'How a session shows itself' },
);

const ParametersSchema = Type.Object(
  {
    serverNames: text('List of servers, master first (F1)'),
    httpPort: text('Port of the CRM site (F1)'),
    version: text('Version of the CRM (F1)'),
    lockedBy: text('Who locked the system (F1)'),
    lockedSince: text('When it was locked (F1)'),
    distributedAddresses: unknown('"Distributed CRM web server IP addresses" (F1)'),
    ownBalancing: unknown('"Do Load Balancing" (F1)'),
    fullyQualifiedNames: unknown(
      '"Fully qualified CRM web server names", same order as the server list, blanks allowed (F1)',
    ),
    dtlsServer: unknown('"DTLS Server Name" (F1)'),
    library: text('Root of the document library (F1)'),
    licence: text('Licence; only whether it is there is looked at (F1)'),
    secret: texts('Rows whose value is never read into a log, a page or an answer (F1: the licence)'),
  },
  { ...closed, description: 'Names of rows in the settings table' },
);

const SqlSchema = Type.Object(
  {
    settingsTable: text('Table of name/value settings (F1)', 'sql-name'),
    settingName: text('Its name column', 'sql-name'),
    settingValue: text('Its value column', 'sql-name'),
    settingDeleted: text('Its deleted column; NULL is live', 'sql-name'),
    usersTable: text('Table of users (F2)', 'sql-name'),
    userId: text('Key of a user', 'sql-name'),
    userLogOn: text('What a user logs on as (F2)', 'sql-name'),
    userLastServer: text('Short name of the server of the last log-on (F2)', 'sql-name'),
    userDisabled: text('Column set where a user may not log on', 'sql-name'),
    userDeleted: text('Its deleted column; NULL is live', 'sql-name'),
    activityTable: text('Table of log-ons (F2)', 'sql-name'),
    activityUser: text('User column of a log-on ([U])', 'sql-name'),
    activityLogOn: text('When the log-on was, in the time of the database server ([U])', 'sql-name'),
    activityLogOff: text('How the log-on ended; NULL or empty while it lasts (F2)', 'sql-name'),
    scriptsTable: text('Table of scripts (F6)', 'sql-name'),
    scriptType: text('What kind of script it is (F6)', 'sql-name'),
    countQuery: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      minLength: 1,
      description:
        'A statement of your own that returns the columns `server` and `users`; it may use the parameter ' +
        '@idleMinutes (null: made from the names above)',
    }),
  },
  { ...closed, description: 'Names of tables and columns; a name, never an expression' },
);

const LockSchema = Type.Object(
  {
    userId: text(
      'Id of the CRM user in whose name Fairlead locks the system ([L] 1: the first administrator)',
    ),
    timeStyle: Type.Integer({
      description:
        'How the CRM writes the time of a lock: a style of CONVERT in T-SQL ([U]; 120: 2026-11-21 14:05:09)',
      minimum: 0,
      maximum: 131,
    }),
  },
  { ...closed, description: 'Lock System (F1)' },
);

const ProbeSchema = Type.Object(
  {
    path: text('Page the active health check asks for; `{install}` is the install name', 'url-path'),
    expect: text('Text the answer must contain (F3: the start page answers even when the CRM is dead)'),
    versionPattern: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'regex' satisfies FormatName,
      minLength: 1,
      description:
        'Regular expression that finds the version of the CRM on that page, in its first group (null: the page does not tell)',
    }),
    tomcatPath: text(
      'Path that Tomcat answers, through IIS (F3: it can be dead while the CRM lives)',
      'url-path',
    ),
    tomcatAlive: Type.Array(Type.Integer({ minimum: 100, maximum: 599 }), {
      description: 'Statuses by which Tomcat shows that it lives; it may well ask who one is ([L])',
      maxItems: 100,
    }),
  },
  { ...closed, description: 'Active health check' },
);

const MetadataSchema = Type.Object(
  {
    tables: Type.Array(
      Type.Object(
        {
          table: text('Table of customizations', 'sql-name'),
          updated: text('Its column that says when a row was changed', 'sql-name'),
        },
        closed,
      ),
      {
        description:
          'Tables whose rows change with a customization ([U]; none: changes are not noticed, reloads can still be asked for)',
        maxItems: 50,
      },
    ),
    changeTracking: Type.Boolean({
      description:
        'Go by the change tracking of SQL Server, which must be on for these tables, and not by their columns',
    }),
    reloadBy: Type.Unsafe<'page' | 'command' | 'by-hand'>({
      enum: ['page', 'command', 'by-hand'],
      description:
        'How a server is asked to load its metadata anew ([U]): a page of it, a command over SSH, or a person who is told to',
    }),
    reloadPath: textOrNull('The page, with its query; `{install}` is the install name (null: none)'),
    reloadMethod: Type.Unsafe<'GET' | 'POST'>({
      enum: ['GET', 'POST'],
      description: 'Method by which the page is asked',
    }),
    reloadExpect: textOrNull('Text that its answer must contain (null: status 200 is enough)'),
    reloadCommand: textOrNull(
      'The command: a script for Windows PowerShell that ends with an exit code other than 0 where it failed (null: none)',
    ),
    reloadInstruction: text('What a person is told to do on a server that cannot be asked'),
    stampPath: textOrNull(
      'Page that tells which metadata a server has loaded; `{install}` is the install name (null: no page does)',
    ),
    stampHeader: textOrNull('Field of its head that tells it (null: the body does)'),
    stampPattern: textOrNull(
      'Regular expression whose first group is the time of the newest customization that is loaded, in the time of the database server, such as 2026-01-05 08:30:00.000',
      'regex',
    ),
  },
  {
    ...closed,
    description: 'How a change of the metadata shows, and how servers are asked to load it anew (F5)',
  },
);

const pool = (description: string) => Type.Integer({ description, minimum: 0, maximum: 1_000 });

const PoolsSchema = Type.Object(
  {
    dll: pool('Connections of the pool of eware.dll ([U] the number)'),
    tomcat: pool('Connections of the pool of Tomcat (F5: 10 by default)'),
  },
  { ...closed, description: 'Connections to the database that one server needs at once (F5)' },
);

/** Everything the product knows of a kind of CRM. */
export const ProfileSchema = Type.Object(
  {
    title: text('Name of the CRM'),
    install: text('Name of the CRM installation, first part of its paths', 'name'),
    paths: PathsSchema,
    logOn: LogOnSchema,
    session: SessionSchema,
    silences: SilencesSchema,
    parameters: ParametersSchema,
    sql: SqlSchema,
    lock: LockSchema,
    probe: ProbeSchema,
    metadata: MetadataSchema,
    pools: PoolsSchema,
    windows: WindowsSchema,
    roles: RolesSchema,
    upgrade: UpgradeSchema,
  },
  { ...closed, description: 'CRM profile' },
);

/** Static type of a CRM profile. */
export type CrmProfile = Static<typeof ProfileSchema>;
