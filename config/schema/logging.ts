// What is logged: what Fairlead itself has to say, and one line a request where that is wanted.

import { choice, flag, orNull, section, share, text, whole } from './builders.ts';

const access = section('The access log: one line a request, session ids masked.', {
  format: choice(
    'combined: the Common Log Format with server, reason, times and end added. json: one object a line',
    ['off', 'combined', 'json'],
    { default: 'off' },
  ),
  file: orNull(
    text('File it is appended to; opened anew at each reload, as logrotate wants it', { format: 'file' }),
    'standard output',
  ),
  maxBytes: whole('A file that would grow beyond this is renamed to FILE.1 (FILE.1 to FILE.2, ...)', {
    default: 104_857_600,
    minimum: 65_536,
    maximum: 10_737_418_240,
    unit: 'bytes',
  }),
  keep: whole('Renamed files that are kept', { default: 10, minimum: 1, maximum: 1_000 }),
  sample: share(
    'Share of the requests that is logged; those that failed (5xx, cut, timed out, client gone) always are',
    { default: 1 },
  ),
});

export const logging = section(
  'What is logged: JSON lines on standard output, and an access log if wanted.',
  {
    level: choice('Least level that is logged', ['fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
      default: 'info',
    }),
    userNames: flag('Log user names with log-ons; think of your privacy rules first', { default: false }),
    access,
  },
);
