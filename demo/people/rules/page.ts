// What a person reads from a page: is it the log-on form, whose page is it, who made it, where can one go.

export type PageFacts = {
  /** The log-on form stands in it: nobody is logged on here (F3). */
  readonly logOnForm: boolean;
  readonly alreadyOn: boolean;
  readonly sid: string | undefined;
  readonly user: string | undefined;
  readonly server: string | undefined;
  /** Targets of links, forms, pictures and style sheets, as written. */
  readonly links: readonly string[];
};

/** Reads a page of a simulated server. */
export function readPage(html: string): PageFacts {
  return {
    logOnForm: html.includes('EWARE_USERID'),
    alreadyOn: html.includes('LoginAnyway'),
    sid: /[?&;]SID=([0-9]{14,15})(?![0-9])/.exec(html)?.[1],
    user: /id="user">([^<]*)</.exec(html)?.[1],
    server: servedBy(html),
    links: [...html.matchAll(/(?:href|src|action)\s*=\s*"([^"]*)"/gi)].map((match) =>
      (match[1] ?? '').replaceAll('&amp;', '&'),
    ),
  };
}

/** The server that says of itself that it made this text. */
export function servedBy(text: string): string | undefined {
  return /served by ([^\s<]+) \(simulated\)/.exec(text)?.[1];
}

/**
 * The first of `texts` that names a server, or undefined. Names are found as whole words without regard to case:
 * `CRMWEB1` is in `http://crmweb1/CRM/` and not in `/CRM/crmweb10`.
 */
export function findLeak(texts: readonly string[], serverNames: readonly string[]): string | undefined {
  const patterns = serverNames.map((name) => new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`, 'i'));
  return texts.find((text) => patterns.some((pattern) => pattern.test(text)));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
