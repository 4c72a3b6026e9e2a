// Pages of a logged-on user: home, find, company, custom page, upload, all with links that carry the SID (F3).

import { acts, paths } from '../rules/paths.ts';
import { escapeHtml, framePage } from './frame.ts';

/** What every session page needs to know. */
export type SessionView = {
  readonly server: string;
  readonly user: string;
  readonly sid: string;
  readonly logOffAct: number;
};

/** Link to a session page. */
export function sessionLink(sid: string, act: number, mode = 1): string {
  return `${paths.session}?SID=${sid}&Act=${act}&Mode=${mode}`;
}

export function homePage(view: SessionView): string {
  return render(
    view,
    'My CRM',
    `<p>Nothing on this page is real: it is a simulated CRM to try a balancer with.</p>
<ul>
<li>Appointments today: 2</li>
<li>Open opportunities: 7</li>
<li>Cases waiting for you: 1</li>
</ul>`,
  );
}

/** A dashboard; what stands in its gadgets is invented. */
export function dashboardPage(view: SessionView): string {
  return render(
    view,
    'Sales dashboard',
    `<section class="gadget"><h2>Pipeline</h2><p>7 opportunities</p></section>
<section class="gadget"><h2>Cases</h2><p>1 open</p></section>`,
  );
}

export function findPage(view: SessionView): string {
  const rows = ['Alder & Sons', 'Birch Marine', 'Cedar Office Supplies', 'Elm Street Bakery']
    .map((name, index) => {
      const link = escapeHtml(`${sessionLink(view.sid, acts.company)}&Key=${index + 1}`);
      return `<li><a href="${link}">${escapeHtml(name)}</a></li>`;
    })
    .join('\n');
  return render(view, 'Find company', `<ul>\n${rows}\n</ul>`);
}

export function companyPage(view: SessionView, key: string): string {
  return render(
    view,
    `Company ${key}`,
    `<dl><dt>Status</dt><dd>Active</dd><dt>Territory</dt><dd>West</dd><dt>Contacts</dt><dd>3</dd></dl>`,
  );
}

export function customPage(view: SessionView, path: string): string {
  return render(view, 'Custom page', `<p>A site's own page: <code>${escapeHtml(path)}</code></p>`);
}

/** The upload form, or what came of an upload: byte count and SHA-256 of the body as received. */
export function uploadPage(
  view: SessionView,
  got?: { readonly bytes: number; readonly sha256: string },
): string {
  const done =
    got === undefined
      ? ''
      : `<p class="note">Received <b id="bytes">${got.bytes}</b> bytes, SHA-256 <code id="sha256">${got.sha256}</code></p>`;
  return render(
    view,
    'Upload',
    `${done}<form method="post" enctype="multipart/form-data" action="${escapeHtml(sessionLink(view.sid, acts.upload))}">
<label>File <input type="file" name="file"></label><button type="submit">Upload</button></form>`,
  );
}

function render(view: SessionView, title: string, body: string): string {
  const links: readonly (readonly [string, string])[] = [
    ['My CRM', sessionLink(view.sid, acts.home)],
    ['Find', sessionLink(view.sid, acts.find)],
    ['Company', `${sessionLink(view.sid, acts.company)}&Key=1`],
    ['Custom page', `${paths.custom}Simulated/Page.asp?SID=${view.sid}`],
    ['Partner page', sessionLink(view.sid, acts.partner)],
    ['Report', `${sessionLink(view.sid, acts.report)}&Seconds=3&Megabytes=2`],
    ['Upload', sessionLink(view.sid, acts.upload)],
    ['Log off', sessionLink(view.sid, view.logOffAct)],
  ];
  const menu = links.map(([text, href]) => `<a href="${escapeHtml(href)}">${text}</a>`).join('\n');
  return framePage({
    title,
    server: view.server,
    user: view.user,
    body: `<nav aria-label="Menu">\n${menu}\n</nav>\n<section>\n${body}\n</section>`,
  });
}
