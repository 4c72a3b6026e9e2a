// How servers are kept from harm: log-ons that wait for their turn, and servers that fail and are left alone for a while.

import { flag, ms, section, share, whole } from './builders.ts';

const hourMs = 3_600_000;

export const storm = section(
  'The storm guard: after a restart the first log-ons are slow, and many at once would bring the servers down again. ' +
    'So log-ons wait for their turn; pages of people who are logged on, log-on pages and static files never do.',
  {
    guard: flag('Let log-ons wait; false sends each to its server at once', { default: true }),
    logOnsPerServer: whole('Most log-ons under way on one server; a server that has just started gets one', {
      default: 4,
      minimum: 1,
      maximum: 1_000,
    }),
    queueLength: whole('Most log-ons that wait; further ones get the page for when no server can serve', {
      default: 500,
      minimum: 1,
      maximum: 100_000,
    }),
    queueTimeoutMs: ms('Longest wait, then the same page is shown', 20_000, 1_000, 600_000),
    rampMs: ms(
      'A server that comes back takes log-ons at a rate that rises for so long: from logOnsPerServer a second to ten times that',
      60_000,
      0,
      hourMs,
    ),
    quickLogOnMs: ms(
      'A log-on that took no longer shows that a server which has just started is ready for more than one at a time',
      2_000,
      10,
      600_000,
    ),
    coldLogOnMs: ms(
      'A log-on that takes longer shows that its server is not ready: it gets one at a time from then on',
      10_000,
      100,
      600_000,
    ),
  },
);

export const ejection = section(
  'A server that fails live requests again and again gets none for a while, whatever its check says.',
  {
    failures: whole(
      'Failures in a row that put it out: no connection, no answer, a broken one, 502, 503, 504; of other answers of 500 and more it takes four times as many',
      { default: 5, minimum: 1, maximum: 10_000 },
    ),
    baseMs: ms(
      'How long it is out the first time; each time in a row is twice the one before',
      10_000,
      100,
      hourMs,
    ),
    maxMs: ms('How long it is out at most', 300_000, 100, 24 * hourMs),
    maxShare: share(
      'Never more than this share of the servers is out or down because of it; 0 puts none out. Where all fail, none is put out',
      { default: 0.5 },
    ),
  },
);
