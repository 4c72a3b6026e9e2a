// The CRM profile made ready for the request's way: paths filled in and lower case, expressions compiled once.
// Knows no request; what a request is stands in classify.ts.

import type { Silence } from './silence.ts';

/** The part of a CRM profile that traffic needs; see config/profile.ts for the meaning of each value. */
export type CrmPatterns = {
  readonly install: string;
  readonly paths: {
    readonly start: string;
    readonly logOnPage: string;
    readonly session: string;
    readonly soap: string;
    readonly sdata: string;
    readonly static: readonly string[];
  };
  readonly logOn: {
    readonly userField: string;
    readonly confirmField: string;
    readonly confirmValue: string;
    readonly formMarker: string;
    readonly alreadyOnMarker: string;
    readonly lockedMarkers: readonly string[];
  };
  readonly session: {
    readonly parameter: string;
    readonly idPattern: string;
    readonly soapElement: string;
    readonly soapLogOnMarker: string;
    readonly soapLogOffMarker: string;
    readonly logOffMatches: readonly string[];
    readonly idleMinutes: number;
  };
  readonly silences: readonly { readonly matches: string; readonly seconds: number }[];
};

/** Compiled. Paths and parameter names are lower case, as IIS compares them without regard to case (F3). */
export type Patterns = {
  readonly startPath: string;
  readonly logOnPath: string;
  /** The same as it is written, for our own links to it. */
  readonly logOnTarget: string;
  readonly sessionPath: string;
  readonly soapPath: string;
  readonly sdataPrefix: string;
  readonly staticPrefixes: readonly string[];
  readonly logOn: CrmPatterns['logOn'];
  readonly userParameter: string;
  readonly sidParameter: string;
  /** Matches a session id whole. */
  readonly sid: RegExp;
  /** Finds `SID=` and a session id in a page or a URL; group 1 is the id. */
  readonly sidLink: RegExp;
  /** Finds the session id in an XML answer; group 1 is the id. */
  readonly sidElement: RegExp;
  readonly soapElement: string;
  readonly soapLogOnMarker: string;
  readonly soapLogOffMarker: string;
  readonly logOff: readonly RegExp[];
  readonly idleMs: number;
  readonly silences: readonly Silence[];
};

/** Compiles a profile. Throws a SyntaxError where one of its expressions is none. */
export function compilePatterns(profile: CrmPatterns): Patterns {
  const { paths, session } = profile;
  const whole = (template: string) => template.replaceAll('{install}', profile.install);
  const path = (template: string) => whole(template).toLowerCase();
  return {
    startPath: path(paths.start),
    logOnPath: path(paths.logOnPage),
    logOnTarget: whole(paths.logOnPage),
    sessionPath: path(paths.session),
    soapPath: path(paths.soap),
    sdataPrefix: path(paths.sdata),
    staticPrefixes: paths.static.map(path),
    logOn: profile.logOn,
    userParameter: profile.logOn.userField.toLowerCase(),
    sidParameter: session.parameter.toLowerCase(),
    sid: new RegExp(`^(?:${session.idPattern})$`),
    sidLink: new RegExp(
      `(?<![0-9A-Za-z_])${escapeExpression(session.parameter)}=(${session.idPattern})(?![0-9A-Za-z])`,
      'i',
    ),
    sidElement: new RegExp(
      `<(?:[\\w.-]+:)?${escapeExpression(session.soapElement)}(?:\\s[^<>]*)?>\\s*(${session.idPattern})\\s*<`,
      'i',
    ),
    soapElement: session.soapElement,
    soapLogOnMarker: session.soapLogOnMarker,
    soapLogOffMarker: session.soapLogOffMarker,
    logOff: session.logOffMatches.map((source) => new RegExp(source, 'i')),
    idleMs: session.idleMinutes * 60_000,
    silences: profile.silences.map(({ matches, seconds }) => ({
      matches: new RegExp(matches, 'i'),
      limitMs: seconds * 1000,
    })),
  };
}

function escapeExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
