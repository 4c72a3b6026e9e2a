// What a text must look like.

import t from 'tap';
import { type FormatName, formats } from '../../../config/rules/formats.ts';

const rows: readonly (readonly [
  format: FormatName,
  text: string,
  problem: string | undefined,
  mend?: string,
])[] = [
  ['host', 'sql1', undefined],
  ['host', 'sql1.example.com', undefined],
  ['host', 'SQL_1', undefined],
  ['host', '10.0.0.1', undefined],
  ['host', 'fe80::1%11', undefined],
  ['host', 'sql1:1433', 'has a port in it: that goes into `port`', 'sql1'],
  ['host', 'sql1,1433', 'has a port in it: that goes into `port`', 'sql1'],
  ['host', 'sql1\\CRM', 'names an instance too: that goes into `instance`', 'sql1'],
  ['host', 'https://sql1/x', 'is a URL, not a host', 'sql1'],
  ['host', '[::1]', 'has brackets around it', '::1'],
  ['host', '10.0.0.256', 'is no valid IP address'],
  ['host', '1::2::3', 'is no valid IP address'],
  ['host', 'a b', 'is no host name'],
  ['host', '-a', 'is no host name'],
  ['host', 'a..b', 'is no host name'],
  ['host', 'a'.repeat(64), 'is no host name'],
  ['origin', 'https://crm.example.com', undefined],
  ['origin', 'HTTP://CRM:8080', undefined],
  ['origin', 'https://[::1]:443', undefined],
  ['origin', 'crm.example.com', 'has no scheme', 'https://crm.example.com'],
  ['origin', 'crm:443', 'has no scheme', 'https://crm:443'],
  ['origin', 'https://crm/', 'has a path behind the host', 'https://crm'],
  ['origin', 'https://crm/CRM?x#y', 'has a path behind the host', 'https://crm'],
  ['origin', 'ftp://crm', 'has a scheme that is neither http nor https'],
  ['origin', 'https://crm:0', 'has no valid port'],
  ['origin', 'https://crm:65536', 'has no valid port'],
  ['origin', 'https://', 'has no valid host'],
  ['origin', 'https://::1', 'is no origin'],
  ['origin', 'https://a b', 'has no valid host'],
  ['origin', 'https://u:p@crm', 'has a user name or password in it'],
  ['key', 'x'.repeat(22), undefined],
  ['key', 'x'.repeat(21), 'is too short (21 characters)'],
  ['key', `${'x'.repeat(22)} x`, 'is no key'],
  ['regex', '[0-9]{14,15}', undefined],
  ['regex', '(', 'is no regular expression: unterminated group'],
  ['regex', 'x'.repeat(501), 'is longer than 500 characters'],
  ['sql-name', 'dbo.Users', undefined],
  ['sql-name', 'Users; DROP', 'is no SQL name'],
  ['sql-name', 'a.b.c.d', 'is no SQL name'],
  ['server-name', 'CRMWEB1', undefined],
  ['server-name', '123', 'is no server name'],
  ['server-name', 'https://x', 'is no server name'],
  ['cookie-name', 'a;b', 'is no cookie name'],
  ['url-path', 'CRM', 'is no URL path', '/CRM'],
  ['url-path', '/CRM?x', 'is no URL path'],
  ['schedule', '0 1 * * 0', undefined],
  ['schedule', '*/15 6-22/2 * jan-mar mon,wed', undefined],
  ['schedule', '0 2 L * *', undefined],
  ['schedule', '0 2 * * 0#1', undefined],
  ['schedule', '0 2 * * 5L', undefined],
  ['schedule', '0 1 * *', 'is no schedule of five fields'],
  ['schedule', '@weekly', 'is no schedule of five fields'],
  ['schedule', '60 1 * * *', 'has "60" as minute'],
  ['schedule', '0 1,24 * * *', 'has "24" as hour'],
  ['schedule', '0 5-1 * * *', 'has "5-1" as hour'],
  ['schedule', '0 1/2 * * *', 'has "1/2" as hour'],
  ['schedule', '0 1 30 feb *', 'names a day that never comes'],
  [
    'schedule',
    '0 1 1-7 * 0',
    'has a day of the month and a day of the week, which programs read differently: write 0#1 for the first Sunday',
  ],
  ['time-zone', 'Europe/Berlin', undefined],
  ['time-zone', 'Berlin', 'is no time zone that this system knows'],
  ['file', 'C:\\fairlead\\key.pem', undefined],
  ['file', 'a\0b', 'is no path'],
];

for (const [format, text, problem, mend] of rows) {
  t.test(`${format} ${JSON.stringify(text).slice(0, 40)}`, (t) => {
    t.equal(formats[format].problem(text), problem);
    if (problem) t.equal(formats[format].mend?.(text), mend);
    if (mend !== undefined) t.equal(formats[format].problem(mend), undefined, 'the mend is good itself');
    t.end();
  });
}
