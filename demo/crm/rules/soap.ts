// The XML of the web services as far as the simulator speaks it: logon, query, next, logoff (F3).
// Text in, text out; a reader for these four shapes, not an XML parser.

export type SoapRequest =
  | { readonly kind: 'logon'; readonly user: string; readonly password: string }
  | { readonly kind: 'query'; readonly sid: string; readonly entity: string }
  | { readonly kind: 'next'; readonly sid: string }
  | { readonly kind: 'logoff'; readonly sid: string }
  | { readonly kind: 'unknown' };

/** Reads an envelope. The session id is taken from the header only: that is where clients put it (F3). */
export function parseSoap(xml: string): SoapRequest {
  const body = inner(xml, 'Body') ?? '';
  const sid = inner(inner(xml, 'Header') ?? '', 'sessionid') ?? '';
  const logon = inner(body, 'logon');
  if (logon !== undefined)
    return { kind: 'logon', user: inner(logon, 'username') ?? '', password: inner(logon, 'password') ?? '' };
  const query = inner(body, 'query');
  if (query !== undefined) return { kind: 'query', sid, entity: inner(query, 'entityname') ?? 'company' };
  if (has(body, 'next')) return { kind: 'next', sid };
  if (has(body, 'logoff')) return { kind: 'logoff', sid };
  return { kind: 'unknown' };
}

/** Answer to a successful logon. */
export function logonAnswer(sid: string, server: string): string {
  return envelope(
    `<logonresponse><result><sessionid>${sid}</sessionid></result>${mark(server)}</logonresponse>`,
  );
}

export type SoapPage = {
  readonly operation: 'query' | 'next';
  readonly entity: string;
  readonly server: string;
  readonly first: number;
  readonly count: number;
  readonly more: boolean;
};

/** One page of a query's rows. */
export function pageAnswer(page: SoapPage): string {
  const records = Array.from({ length: page.count }, (_, index) => {
    const id = page.first + index;
    return `<records><${page.entity}id>${id}</${page.entity}id><name>Simulated ${page.entity} ${id}</name></records>`;
  }).join('');
  const result = `<result>${records}<more>${page.more}</more></result>`;
  return envelope(`<${page.operation}response>${result}${mark(page.server)}</${page.operation}response>`);
}

/** Answer to a logoff. */
export function logoffAnswer(): string {
  return envelope('<logoffresponse/>');
}

/** A fault; `text` is for people. */
export function faultAnswer(text: string): string {
  return envelope(
    `<soap:Fault><faultcode>soap:Client</faultcode><faultstring>${encode(text)}</faultstring></soap:Fault>`,
  );
}

function mark(server: string): string {
  return `<!-- served by ${server} (simulated) -->`;
}

function envelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
    `${body}</soap:Body></soap:Envelope>`
  );
}

function inner(xml: string, name: string): string | undefined {
  const found = new RegExp(
    `<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:[\\w.-]+:)?${name}\\s*>`,
    'i',
  ).exec(xml);
  return found?.[1] === undefined ? undefined : decode(found[1].trim());
}

function has(xml: string, name: string): boolean {
  return new RegExp(`<(?:[\\w.-]+:)?${name}[\\s/>]`, 'i').test(xml);
}

/** Texts only: a value that holds elements is not changed by this, since `&lt;` never stands for markup in it. */
function decode(text: string): string {
  if (text.includes('<')) return text;
  const known: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => known[name] ?? whole);
}

function encode(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
