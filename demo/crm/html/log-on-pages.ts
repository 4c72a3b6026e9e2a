// Pages before there is a session (F3): the log-on form with its notes, "already logged on", the locked page.

import { fields, paths } from '../rules/paths.ts';
import { escapeHtml, framePage } from './frame.ts';

/** Why the form is shown; `undefined` is the plain form. A lost session is the form too, status 200 (F3). */
export type FormNote = 'wrong-password' | 'lost' | 'logged-off' | 'address-mismatch' | undefined;

const notes: Readonly<Record<Exclude<FormNote, undefined>, string>> = {
  'wrong-password': 'The user name or the password is not correct.',
  lost: 'Your session is no longer available. Please log on.',
  'logged-off': 'You have logged off.',
  'address-mismatch': 'IP Address Mismatch. Please log on.',
};

/** The log-on form; `version` is that of the CRM, where it is told. */
export function logOnPage(server: string, note: FormNote, version?: string): string {
  const said = note === undefined ? '' : `<p class="note" role="alert">${notes[note]}</p>\n`;
  return framePage({
    title: 'Log on',
    server,
    version,
    body: `${said}<form name="LoginForm" method="post" action="${paths.logOn}">
<input type="hidden" name="BrowserSupportsJavascript" value="Y">
<input type="hidden" name="BrowserSupportsAJAX" value="Y">
<label>User name <input name="${fields.user}" autocomplete="username" autofocus required></label>
<label>Password <input name="${fields.password}" type="password" autocomplete="current-password"></label>
<button class="Logonbutton" type="submit">Log on</button>
</form>`,
  });
}

/** "Already logged on": the same form once more with `LoginAnyway=T`; posting it ends the other session. */
export function alreadyOnPage(server: string, user: string): string {
  return framePage({
    title: 'Already logged on',
    server,
    body: `<p class="note" role="alert">You are already logged on from another browser or computer. If you go on, that
session ends and what is not saved there is lost.</p>
<form name="LoginForm" method="post" action="${paths.logOn}">
<input type="hidden" name="BrowserSupportsJavascript" value="Y">
<input type="hidden" name="BrowserSupportsAJAX" value="Y">
<input type="hidden" name="${fields.confirm}" value="T">
<input type="hidden" name="${fields.user}" value="${escapeHtml(user)}">
<label>Password <input name="${fields.password}" type="password" autocomplete="current-password" autofocus></label>
<button class="Logonbutton" type="submit">Continue</button>
</form>`,
  });
}

/** A locked account or a locked system: no log-on form, a Continue button (F3). */
export function lockedPage(server: string, what: 'account' | 'system'): string {
  const text =
    what === 'account'
      ? 'Your account is locked. Please ask your system administrator.'
      : 'The system is locked by the administrator for maintenance. Please try again later.';
  return framePage({
    title: 'Locked',
    server,
    body: `<p class="note" role="alert">${text}</p>
<form method="get" action="${paths.start}"><button class="Logonbutton" type="submit">Continue</button></form>`,
  });
}

/** The static start page: answers even when nothing behind it lives (F3). It is IIS's and names no server. */
export function startPage(): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>CRM</title></head>
<body><script>location.replace('eware.dll/go');</script>
<noscript><a href="eware.dll/go">Log on</a></noscript></body></html>
`;
}
