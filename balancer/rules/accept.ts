// Whether a client wants JSON or a page, by its Accept field (RFC 9110 section 12.5.1).

/** True where the client names a JSON type and prefers it to HTML; a tie goes to what it names first. */
export function prefersJson(accept: string | undefined): boolean {
  if (accept === undefined || !/json/i.test(accept)) return false;
  const ranges = accept.split(',').map(readRange);
  const json = best(ranges, isJson);
  const html = best(ranges, isHtml);
  if (json.quality <= 0) return false;
  return json.quality > html.quality || (json.quality === html.quality && json.index < html.index);
}

/** True where the client names a page's type, as browsers do, and no JSON type that it prefers. */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined || prefersJson(accept)) return false;
  return best(accept.split(',').map(readRange), isHtml).quality > 0;
}

const isJson = (type: string) => type === 'application/json' || type.endsWith('+json');
const isHtml = (type: string) => type === 'text/html' || type === 'application/xhtml+xml';

type Range = { readonly type: string; readonly quality: number };

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? '1');
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

function best(ranges: readonly Range[], wanted: (type: string) => boolean) {
  let found = { quality: 0, index: ranges.length };
  for (const [index, range] of ranges.entries()) {
    if (wanted(range.type) && range.quality > found.quality) found = { quality: range.quality, index };
  }
  return found;
}
