// The frame every simulated page stands in. It says in its body which server made it; no link names a server.

/** Marks of a page that people (and tests) look for. */
export type PageFrame = {
  readonly title: string;
  /** Short name of the server that made the page. */
  readonly server: string;
  /** Of the CRM, where the page tells it. */
  readonly version?: string | undefined;
  /** HTML, already escaped. */
  readonly body: string;
  /** Log-on name of the session's user; undefined on pages before a log-on. */
  readonly user?: string | undefined;
};

/** A whole HTML page. */
export function framePage({ title, server, version, body, user }: PageFrame): string {
  const who = user === undefined ? '' : `<span>Logged on as <b id="user">${escapeHtml(user)}</b></span>`;
  const told = version === undefined ? '' : `, version <span id="version">${escapeHtml(version)}</span>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - CRM</title>
<link rel="stylesheet" href="/CRM/Themes/simulated.css">
</head>
<body>
<header><img src="/CRM/img/logo.svg" alt="" width="28" height="28"><strong>CRM</strong>${who}</header>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
<footer>served by ${escapeHtml(server)} (simulated)${told}</footer>
</body>
</html>
`;
}

/** Text as it may stand in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
