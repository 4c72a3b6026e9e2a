// What a CRM looks like from outside, as data: paths, field names, parameter names, SQL names, probe texts.
// Whatever crm-facts.md marks [L] or [U] is a value here (or an override in fairlead.yaml) and stands nowhere else.

import { type Static, Type } from 'typebox';

const text = (description: string) => Type.String({ description, minLength: 1 });
const texts = (description: string) => Type.Array(Type.String({ minLength: 1 }), { description });
const unknown = (description: string) =>
  Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
    description: `${description} (null: not known; \`fairlead discover\` proposes it)`,
  });
const closed = { additionalProperties: false } as const;

const PathsSchema = Type.Object(
  {
    logOnPage: text('log-on page and log-on form target (F3)'),
    session: text('pages of a logged-on user (F3)'),
    soap: text('SOAP web services (F3)'),
    sdata: text('prefix of SData/REST, served by Tomcat (F3)'),
    static: texts('prefixes of files that need no session (F3)'),
    start: text('static start page whose script goes to the log-on page (F3)'),
  },
  {
    ...closed,
    description: 'URL paths; `{install}` is the install name. Compared without regard to case, as IIS does.',
  },
);

const LogOnSchema = Type.Object(
  {
    userField: text('form field with the user name; its presence in a page marks the log-on form (F3)'),
    confirmField: text('hidden field of the "already logged on" page (F3)'),
    confirmValue: text('its value'),
    formMarker: text('text that only a page with the log-on form has (F3)'),
    alreadyOnMarker: text('text that only the "already logged on" page has (F3)'),
    lockedMarkers: texts(
      'texts of the page shown to a locked account or in a locked system; none of them has the form (F3)',
    ),
  },
  { ...closed, description: 'Log-on form and its answers' },
);

const SessionSchema = Type.Object(
  {
    parameter: text('query parameter with the session id, also how it looks in links (F3)'),
    idPattern: text('regular expression a session id matches whole (F3: 14-15 digits)'),
    soapElement: text('XML element with the session id in a SOAP header and in the answer to logon (F3)'),
    soapLogOnMarker: text('text that only a SOAP logon request has (F3)'),
    logOffMatches: texts(
      'regular expressions over path and query of a log-off request ([U]: empty means unknown, then only the database tells)',
    ),
    idleMinutes: Type.Number({
      description: "idle time-out: the smaller of the CRM's and the app pool's (F2)",
      minimum: 1,
    }),
  },
  { ...closed, description: 'How a session shows itself' },
);

const ParametersSchema = Type.Object(
  {
    serverNames: text('list of servers, master first (F1)'),
    httpPort: text('port of the CRM site (F1)'),
    version: text('version of the CRM (F1)'),
    lockedBy: text('who locked the system (F1)'),
    lockedSince: text('when it was locked (F1)'),
    distributedAddresses: unknown('IP addresses of the distributed web servers (F1)'),
    ownBalancing: unknown('"Do Load Balancing" (F1)'),
    fullyQualifiedNames: unknown(
      'fully qualified server names, same order as the server list, blanks allowed (F1)',
    ),
    dtlsServer: unknown('"DTLS Server Name" (F1)'),
    secret: texts('rows whose value is never read into a log, a page or an answer (F1: licence)'),
  },
  { ...closed, description: 'Names of rows in the settings table' },
);

const SqlSchema = Type.Object(
  {
    settingsTable: text('table of name/value settings (F1)'),
    settingName: text('its name column'),
    settingValue: text('its value column'),
    settingDeleted: text('its deleted column; NULL is live'),
    usersTable: text('table of users (F2)'),
    userId: text('key of a user'),
    userLastServer: text('short name of the server of the last log-on (F2)'),
    userDisabled: text('column set where a user may not log on'),
    userDeleted: text('its deleted column; NULL is live'),
    activityTable: text('table of log-ons (F2)'),
    activityUser: text('[U] user column of a log-on'),
    activityLogOn: text('[U] when the log-on was, in the time of the database server'),
    activityLogOff: text('how the log-on ended; NULL or empty while it lasts (F2)'),
    countQuery: unknown(
      'a statement of your own that returns columns `server` and `users`; parameter @idleMinutes',
    ),
  },
  { ...closed, description: 'Names of tables and columns; a name, never an expression' },
);

const ProbeSchema = Type.Object(
  {
    path: text('page asked for by the active health check; `{install}` allowed'),
    expect: text('text the answer must contain (F3: the start page answers even when the CRM is dead)'),
  },
  { ...closed, description: 'Active health check' },
);

/** Everything the product knows of a kind of CRM. */
export const ProfileSchema = Type.Object(
  {
    title: text('name of the CRM'),
    install: text('name of the CRM installation, first part of its paths'),
    paths: PathsSchema,
    logOn: LogOnSchema,
    session: SessionSchema,
    parameters: ParametersSchema,
    sql: SqlSchema,
    probe: ProbeSchema,
  },
  { ...closed, description: 'CRM profile' },
);

/** Static type of a CRM profile. */
export type CrmProfile = Static<typeof ProfileSchema>;
