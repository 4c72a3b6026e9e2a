// How servers are taken out of service: what idle means, when a drain is forgotten, and what its people are told.

import { flag, orNull, section, text, whole } from './builders.ts';

const hourMs = 3_600_000;

export const drain = section('How servers are taken out of service: fairlead drain, maintenance, admit.', {
  idleLimitMs: whole(
    'From when on a session counts as idle: in the progress of every drain, and for whom no-extension sends to the log-on page',
    { default: 900_000, minimum: 1_000, maximum: 24 * hourMs, unit: 'milliseconds' },
  ),
  forgottenAfterMs: whole(
    'A drain or a maintenance that nobody gave an end is forgotten after so long: an alert and a line in every status',
    { default: 4 * hourMs, minimum: 60_000, maximum: 30 * 24 * hourMs, unit: 'milliseconds' },
  ),
  noticePage: flag(
    'Tell people whose session has to end with a page of our own before the log-on page; false shows the log-on page at once',
    { default: false },
  ),
  noticeText: orNull(
    text('What that page, the page after a form and the banner say; plain text'),
    'words of our own',
  ),
  injectBanner: flag(
    "Put a line at the top of every page of a server that is drained, for those who are on it. It changes the CRM's own pages as they pass, so it is off; pages of such a server are asked for uncompressed then",
    { default: false },
  ),
});
