// What a server answered to a log-on of the service account, and where its session is logged off (F3). Pure.

/** The part of a CRM profile that tells. */
export type LogOnWords = {
  readonly logOn: {
    readonly formMarker: string;
    readonly alreadyOnMarker: string;
    readonly lockedMarkers: readonly string[];
  };
  readonly session: {
    readonly parameter: string;
    readonly idPattern: string;
    readonly logOffMatches: readonly string[];
  };
};

export type LogOnPageAnswer = {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
};

/** `refused`: not with this password, so it is not tried again (F2: failed log-ons lock an account). */
export type LogOnOutcome =
  | { readonly kind: 'in'; readonly sid: string }
  | { readonly kind: 'already-on' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked' }
  /** Nothing that is known: the server is not ready, or the profile is wrong. */
  | { readonly kind: 'unclear' };

/** A redirect with a session id is a success too (F3 [U]). */
export function readLogOn({ status, location, body }: LogOnPageAnswer, words: LogOnWords): LogOnOutcome {
  const { formMarker, alreadyOnMarker, lockedMarkers } = words.logOn;
  const redirects = status >= 300 && status < 400;
  if (!redirects && status !== 200) return { kind: 'unclear' };
  const sid = sidIn(redirects ? (location ?? '') : body, words.session);
  if (sid !== undefined) return { kind: 'in', sid };
  if (redirects) return { kind: 'unclear' };
  if (body.includes(alreadyOnMarker)) return { kind: 'already-on' };
  if (body.includes(formMarker)) return { kind: 'refused' };
  const locked = lockedMarkers.some((marker) => body.toLowerCase().includes(marker.toLowerCase()));
  return { kind: locked ? 'locked' : 'unclear' };
}

/** Path and query of the link by which this session is logged off; undefined where the page shows none that is known. */
export function logOffLink(body: string, sid: string, { session }: LogOnWords): string | undefined {
  const matches = session.logOffMatches.map((source) => new RegExp(source, 'i'));
  for (const [, , link = ''] of body.matchAll(/(["'])([^"'<>\s]+)\1/g)) {
    const target = pathOf(link.replaceAll('&amp;', '&'));
    if (target?.includes(sid) && matches.some((match) => match.test(target))) return target;
  }
  return undefined;
}

/** A page of a session. */
export function withSession(path: string, sid: string, { parameter }: LogOnWords['session']): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}=${sid}`;
}

function sidIn(text: string, { parameter, idPattern }: LogOnWords['session']): string | undefined {
  const name = parameter.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(`(?<![0-9A-Za-z_])${name}=(${idPattern})(?![0-9A-Za-z])`, 'i').exec(text)?.[1];
}

/** Other places than the server itself are not asked. */
function pathOf(link: string): string | undefined {
  const url = URL.parse(link, 'http://server.invalid/');
  return url === null || url.hostname !== 'server.invalid' ? undefined : url.pathname + url.search;
}
