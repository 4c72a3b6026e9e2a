// Our own answers in place of a server's: a clear page for people, a fault for SOAP clients, JSON for other programs.
// Never shows a server's name. Decides nothing: status, reason and form come in.

import { createHash } from 'node:crypto';
import type { Reply } from './engine.ts';
import type { AnswerForm } from './rules/answer-form.ts';
import { escapeMarkup } from './rules/escape-markup.ts';
import { soapFault, soapFaultTypes } from './rules/soap-fault.ts';

export type PageRequest = {
  readonly status: number;
  /** From a closed set; in the JSON, and as a hint on the page. */
  readonly because: string;
  readonly form: AnswerForm;
  readonly requestId: string;
  /** True where asking again by itself is harmless: GET, HEAD, or a log-on form that comes back empty. */
  readonly mayReload: boolean;
};

export type PageSettings = {
  /** The operator's own heading and words for "no server can serve now". */
  readonly unavailableTitle: string;
  readonly unavailableText: string;
  readonly retryAfterSeconds: number;
};

const titles: ReadonlyMap<number, string> = new Map([
  [400, 'The request was malformed'],
  [408, 'The request took too long'],
  [413, 'The request was too large'],
  [502, 'The CRM did not answer'],
  [504, 'The CRM took too long to answer'],
]);

const texts: ReadonlyMap<number, string> = new Map([
  [400, 'Your browser sent something that could not be understood.'],
  [408, 'The connection was too slow, and the request did not arrive whole. Please try again.'],
  [413, 'What you sent is larger than what may be sent here. A smaller file may go through.'],
  [
    502,
    'The connection to the CRM broke off. What you sent last may or may not have been saved: please check.',
  ],
  [504, 'The CRM is still busy or stuck. What you sent last may or may not have been saved: please check.'],
]);

const style = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:1.05rem/1.55 system-ui,sans-serif;background:#f4f5f7;color:#1c2430}
main{max-width:34rem;margin:1.5rem;padding:2rem 2.25rem;background:#fff;border-radius:.75rem;border:1px solid #d8dde5}
h1{margin:0 0 .75rem;font-size:1.4rem;line-height:1.3}p{margin:.5rem 0}small{color:#56606e}a{color:#0b5cad}
@media(prefers-color-scheme:dark){body{background:#12161c;color:#e6eaf0}main{background:#1b212a;border-color:#333c49}small{color:#a3adba}a{color:#7db7f5}}`;

/** The page's own style is all it may load or run. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** A page of ours that tells people something, whatever it is; the same text as JSON or a fault for programs. */
export type NoticePage = Pick<PageRequest, 'status' | 'because' | 'form' | 'requestId'> & {
  readonly title: string;
  /** Plain text, a paragraph each. */
  readonly paragraphs: readonly string[];
  /** Where to go on from here; a path or an absolute URL of ours. */
  readonly link?: { readonly href: string; readonly text: string } | undefined;
  /** The page opens its link (or itself, where it has none) after so many seconds. */
  readonly refreshSeconds?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
};

/** An answer of our own, ready to send. Its status is the same in every form. */
export function pageReply(request: PageRequest, settings: PageSettings): Reply {
  const { status, mayReload } = request;
  const seconds = settings.retryAfterSeconds;
  const reloads = status >= 502 && mayReload;
  return noticeReply({
    ...request,
    title: titles.get(status) ?? settings.unavailableTitle,
    paragraphs: [texts.get(status) ?? settings.unavailableText],
    again: reloads
      ? `<p>This page tries again by itself in ${seconds} seconds. <a href="">Try now</a></p>`
      : '<p>Go back and try again in a moment.</p>',
    refreshSeconds: reloads ? seconds : undefined,
    retryAfterSeconds: status >= 502 ? seconds : undefined,
  });
}

/** The page of a notice, ready to send. */
export function noticeReply(page: NoticePage & { readonly again?: string }): Reply {
  const { type, body } = contentOf(page);
  const fields = ['Content-Type', type, 'Cache-Control', 'no-store', 'X-Request-Id', page.requestId];
  if (page.retryAfterSeconds !== undefined) fields.push('Retry-After', String(page.retryAfterSeconds));
  if (page.form === 'html')
    fields.push('Content-Security-Policy', policy, 'X-Content-Type-Options', 'nosniff');
  return { status: page.status, fields, body };
}

function contentOf(page: NoticePage & { readonly again?: string }) {
  switch (page.form) {
    case 'html':
      return { type: 'text/html; charset=utf-8', body: htmlBody(page) };
    case 'json':
      return { type: 'application/problem+json', body: jsonBody(page) };
    case 'soap-1.1':
      return { type: soapFaultTypes['1.1'], body: soapBody(page, '1.1') };
    case 'soap-1.2':
      return { type: soapFaultTypes['1.2'], body: soapBody(page, '1.2') };
  }
}

/** Sends the browser to a server's own name (the vendor's way of balancing). */
export function redirectReply(location: string, requestId: string): Reply {
  return {
    status: 302,
    fields: ['Location', location, 'Cache-Control', 'no-store', 'X-Request-Id', requestId],
    body: '',
  };
}

function soapBody({ status, title, paragraphs, because, requestId }: NoticePage, version: '1.1' | '1.2') {
  const text = `${title}: ${paragraphs.join(' ')}`;
  return soapFault({ version, sender: status < 500, text, because, requestId });
}

/** Problem details (RFC 9457), with our own reason and the request's number. */
function jsonBody({ status, title, paragraphs, because, retryAfterSeconds, requestId }: NoticePage): string {
  return JSON.stringify({
    status,
    title,
    detail: paragraphs.join(' '),
    because,
    retryAfterSeconds: retryAfterSeconds ?? null,
    requestId,
  });
}

function htmlBody(page: NoticePage & { readonly again?: string }): string {
  const { link, refreshSeconds: seconds } = page;
  const title = escapeMarkup(page.title);
  const target = link === undefined ? '' : `; url=${escapeMarkup(link.href)}`;
  const refresh = seconds === undefined ? '' : `<meta http-equiv="refresh" content="${seconds}${target}">\n`;
  const lines = [
    ...page.paragraphs.map((text) => `<p>${escapeMarkup(text)}</p>`),
    ...(link === undefined
      ? []
      : [`<p><a href="${escapeMarkup(link.href)}">${escapeMarkup(link.text)}</a></p>`]),
    ...(page.again === undefined ? [] : [page.again]),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main role="alert">
<h1>${title}</h1>
${lines.join('\n')}
<p><small>Status ${page.status} (${escapeMarkup(page.because)}). If you ask for help, give this number: ${escapeMarkup(page.requestId)}</small></p>
</main>
</body>
</html>
`;
}
