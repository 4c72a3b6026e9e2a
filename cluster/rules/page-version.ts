// Which version of the CRM a page names (F7 asks for one and the same everywhere). Where it stands differs from site to
// site, so the pattern is data of the profile.

/** No version is longer; what a wrong pattern finds must not fill a table. */
const mostCharacters = 40;

/** Where the version stands, and whether the page goes on behind it: else more of it may be still to come. */
type Place = { readonly version: string; readonly whole: boolean };

/** The pattern's first group, or all that it matches; undefined where the page does not tell. */
export function versionOn(page: string, pattern: RegExp): Place | undefined {
  const match = pattern.exec(page);
  if (match === null) return undefined;
  const version = (match[1] ?? match[0])
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, mostCharacters);
  return version === '' ? undefined : { version, whole: match.index + match[0].length < page.length };
}
