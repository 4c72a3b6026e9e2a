// Where Fairlead itself listens: the one URL for users, and the listener for operators.

import { list, named, orNull, section, text, whole } from './builders.ts';

const identity = section('One certificate with its key', {
  serverName: orNull(
    text('Host name this certificate is shown for (SNI)', { format: 'host' }),
    'shown to every client no other entry fits',
  ),
  certificateFile: text('PEM file with the certificate and its chain; a renewed one is taken up by itself', {
    format: 'file',
  }),
  keyFile: text('PEM file with its private key, without a pass phrase', { format: 'file' }),
});

const port = (description: string, standard: number) =>
  whole(`${description}; 0 takes any free one`, { default: standard, minimum: 0, maximum: 65_535 });

export const listen = section('The one URL of the CRM: where users come in.', {
  host: text('Address to listen on', { default: '0.0.0.0', format: 'host' }),
  port: port('Port to listen on', 8080),
  publicUrl: orNull(
    text('What users type: scheme, host and, if unusual, port; no path', {
      format: 'origin',
      examples: ['https://crm.example.com'],
    }),
    'taken from the Host field of each request',
  ),
  tls: orNull(
    list('Certificates; with them the listener speaks HTTPS only', identity, { minItems: 1 }),
    'plain HTTP',
  ),
});

const adminIdentity = section('The certificate of the admin listener, which speaks HTTPS only then', {
  certificateFile: text(
    'PEM file with the certificate and its chain; a renewed one is taken up without a restart',
    { format: 'file' },
  ),
  keyFile: text('PEM file with its private key, without a pass phrase', { format: 'file' }),
});

export const admin = section(
  'The listener for operators and Prometheus. What only tells (metrics, status) has no log-on: leave it on loopback, ' +
    'or guard it. What does something needs a token as soon as one is given, or where other machines reach it.',
  {
    host: text('Address to listen on', { default: '127.0.0.1', format: 'host' }),
    port: port('Port to listen on', 9090),
    tls: orNull(adminIdentity, 'plain HTTP, which is enough on loopback'),
    tokens: named(
      'Who may operate from elsewhere: a name, which stands in the audit, and its token, sent as ' +
        '`Authorization: Bearer`; on the command line from FAIRLEAD_TOKEN',
      'name',
      text('Token, 22 characters or more', { secret: true, format: 'key' }),
    ),
  },
);
