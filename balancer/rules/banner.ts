// The line that people on a server that is drained see at the top of its pages, where the operator wants that; and which
// answers can carry it. It is the only thing that ever touches the CRM's own HTML.

import { isReadablePage, type PageHead } from './session-watch.ts';

/** What is known of an answer when its head has come. */
export type BannerHead = PageHead & {
  readonly cacheControl: string | undefined;
  readonly disposition: string | undefined;
};

/** Fields that speak of the page as its server made it: with the line in it they would be wrong. */
export const staleWithBanner = ['etag', 'last-modified', 'content-md5', 'digest', 'accept-ranges'] as const;

const ownWords =
  'This part of the CRM is about to be taken out of service. Please finish what you are doing, log off, and log on again.';
const style =
  'margin:0;padding:6px 12px;background:#ffe9a8;color:#3b2f00;font:14px/1.4 sans-serif;text-align:center;border-bottom:1px solid #d9b84a';

/** The line as HTML in ASCII; `words` is plain text, empty for ours. */
export function bannerHtml(words: string): string {
  const text = [...(words === '' ? ownWords : words)].map(asciiHtml).join('');
  return `<div role="status" style="${style}">${text}</div>`;
}

/** HTML that comes as it is, in a coding that holds ASCII, is shown and not saved, and may be changed on its way. */
export function mayCarryBanner(head: BannerHead): boolean {
  if (!isReadablePage(head)) return false;
  if (/charset\s*=\s*"?\s*(?:utf-?(?:16|32|7)|ucs-?[24])/i.test(head.contentType ?? '')) return false;
  if (/^\s*attachment\b/i.test(head.disposition ?? '')) return false;
  return !/\bno-transform\b/i.test(head.cacheControl ?? '');
}

/** One character: what HTML or another coding could take for something else becomes a number. */
function asciiHtml(character: string): string {
  const code = character.codePointAt(0) ?? 0xfffd;
  const plain = code >= 0x20 && code < 0x7f && !'<>&"\''.includes(character);
  if (plain) return character;
  return code < 0x20 || code === 0x7f ? ' ' : `&#${code};`;
}
