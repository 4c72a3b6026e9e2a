// Which fields of a server's answer change: server names out of URLs and cookie domains, our affinity cookie in.
// A static or publicly cacheable answer never gets the cookie: a cache would hand it to everybody.

import type { FieldEdits, ResponseHead } from './engine.ts';
import type { RequestKind } from './rules/classify.ts';
import { type RewriteRules, rewriteRefresh, rewriteUrl, withoutServerDomain } from './rules/location.ts';

/** `publicOrigin` is empty where it is not known: URLs become relative, and still name no server. */
export type AnswerRules = {
  readonly rewrite: RewriteRules;
  readonly publicOrigin: string;
  /** Our Set-Cookie line where the browser is to learn its server; undefined where it knows. */
  readonly cookieLine: string | undefined;
};

const noEdits: FieldEdits = { drop: [], replace: new Map(), append: [] };
const urlFields = ['location', 'content-location'] as const;

/** Works out the edits; the same empty object for the many answers that go through as they are. */
export function answerEdits(head: ResponseHead, rules: AnswerRules): FieldEdits {
  const replace = rewrittenUrls(head, rules);
  const cookies = keptCookies(head.fields('set-cookie'), rules.rewrite);
  if (replace === undefined && cookies === undefined && rules.cookieLine === undefined) return noEdits;
  const append = (cookies ?? []).flatMap((line) => ['Set-Cookie', line]);
  if (rules.cookieLine !== undefined) append.push('Set-Cookie', rules.cookieLine);
  return {
    drop: cookies === undefined ? noEdits.drop : ['set-cookie'],
    replace: replace ?? noEdits.replace,
    append,
  };
}

/** True where our cookie may be added: the answer belongs to one browser and to no cache. */
export function mayCarryCookie(kind: RequestKind, head: ResponseHead): boolean {
  if (kind === 'static' || kind === 'start' || head.status === 304 || head.status < 200) return false;
  const control = head.field('cache-control');
  return control === undefined || !/\b(public|s-maxage|immutable)\b/i.test(control);
}

function rewrittenUrls(head: ResponseHead, rules: AnswerRules): Map<string, string> | undefined {
  let replace: Map<string, string> | undefined;
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) return;
    replace ??= new Map();
    replace.set(name, value);
  };
  for (const name of urlFields) {
    const url = head.field(name);
    const rewritten = url === undefined ? undefined : rewriteUrl(url, rules.rewrite, rules.publicOrigin);
    set(name, rewritten === '' ? '/' : rewritten);
  }
  const refresh = head.field('refresh');
  if (refresh !== undefined) set('refresh', rewriteRefresh(refresh, rules.rewrite, rules.publicOrigin));
  return replace;
}

/** All lines, where one of them had to change; undefined where none had. */
function keptCookies(lines: readonly string[], rewrite: RewriteRules): readonly string[] | undefined {
  if (lines.length === 0) return undefined;
  let changed = false;
  const kept = lines.map((line) => {
    const without = withoutServerDomain(line, rewrite);
    changed ||= without !== undefined;
    return without ?? line;
  });
  return changed ? kept : undefined;
}
