// How the CRM's SQL Server database is reached and how often it is asked.

import { choice, flag, orNull, section, text, whole } from './builders.ts';

export const database = section(
  'The SQL Server database of the CRM (F10: with a login of its own, not `sa`)',
  {
    host: text('Name or address of the database server', { format: 'host', examples: ['sql1.example.com'] }),
    port: whole('TCP port; of no account where an instance is named', {
      default: 1433,
      minimum: 1,
      maximum: 65_535,
    }),
    instance: orNull(
      text('Named instance; its port is asked of the SQL Server Browser', { format: 'name' }),
      'the port counts',
    ),
    name: text('Name of the database', { default: 'CRM' }),
    user: text('SQL Server login'),
    password: text('Its password; best taken from the environment or a file', { secret: true }),
    encrypt: choice(
      'Encryption: true asks for TLS and refuses to go on without, "strict" is TDS 8, false is plain text',
      [true, false, 'strict'],
      { default: true },
    ),
    trustServerCertificate: flag(
      'Take any certificate of the database server: only for a network you trust',
      {
        default: false,
      },
    ),
    caFile: orNull(
      text("PEM file with the authority that signed the database server's certificate", { format: 'file' }),
      "the system's authorities",
    ),
    serverName: orNull(
      text("Name in the database server's certificate, where it is not the host", { format: 'host' }),
      'the host',
    ),
    multiSubnetFailover: flag(
      'Try all addresses of the host at once, as clusters and availability groups want (F10)',
      {
        default: true,
      },
    ),
    connections: whole('Most connections at once', { default: 4, minimum: 1, maximum: 4 }),
    connectTimeoutMs: whole('Longest wait for a connection', {
      default: 10_000,
      minimum: 500,
      maximum: 120_000,
      unit: 'milliseconds',
    }),
    requestTimeoutMs: whole('Longest wait for an answer', {
      default: 5_000,
      minimum: 500,
      maximum: 60_000,
      unit: 'milliseconds',
    }),
    pollMs: whole('Time between two looks at servers and users, whatever the traffic', {
      default: 2_000,
      minimum: 1_000,
      maximum: 60_000,
      unit: 'milliseconds',
    }),
  },
);
