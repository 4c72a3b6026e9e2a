// How servers that have restarted are prepared before users log on there.

import { choice, flag, list, ms, section, text, whole } from './builders.ts';

export const warmUp = section(
  'A server that has restarted is warmed before it gets log-ons again (F4): its pages are asked for until they are ' +
    'fast. Its sessions, where it still has some, go on meanwhile.',
  {
    enabled: flag('Warm servers; false leaves that to the first users, one log-on at a time', {
      default: true,
    }),
    fastMs: ms('An answer is fast that took no longer', 1_000, 10, 60_000),
    answers: whole('So many fast answers in a row end a step', { default: 2, minimum: 1, maximum: 100 }),
    pauseMs: ms('Pause after an answer that was not', 500, 10, 60_000),
    timeoutMs: ms('Longest time for all steps of one server', 180_000, 1_000, 3_600_000),
    onTimeout: choice(
      'What becomes of a server that takes longer: admit lets users in, carefully; keep-out goes on warming it',
      ['admit', 'keep-out'],
      { default: 'admit' },
    ),
    concurrency: whole('Most servers that are warmed at once; the others wait, held back too', {
      default: 1,
      minimum: 1,
      maximum: 100,
    }),
    pages: list(
      'Further pages to ask for, such as a slow custom page: with the session of crm.serviceAccount, else without one; any answer below 500 is good',
      text('Path, and query if need be', { format: 'url-path', examples: ['/CRM/CustomPages/Start.asp'] }),
      { default: [] },
    ),
    lostSessions: whole(
      'So many sessions lost within lostWithinMs, and more than were still there, are a restart of their server',
      { default: 3, minimum: 1, maximum: 10_000 },
    ),
    lostWithinMs: ms('Within this time', 60_000, 1_000, 3_600_000),
    processLookMs: ms(
      'Time between two looks, by SSH where a server has it, at since when its worker process runs; 0 looks never',
      60_000,
      0,
      3_600_000,
    ),
  },
);
