// The line for people on a drained server: which answers carry it, and that its text is text.

import t from 'tap';
import { type BannerHead, bannerHtml, mayCarryBanner } from '../../../balancer/rules/banner.ts';

t.test('only a page of HTML that comes as it is, is shown, and may be changed', (t) => {
  const html: BannerHead = {
    status: 200,
    contentType: 'text/html',
    contentEncoding: undefined,
    cacheControl: undefined,
    disposition: undefined,
  };
  const table: [Partial<BannerHead>, boolean][] = [
    [{}, true],
    [{ contentType: 'Text/HTML; charset=utf-8' }, true],
    [{ contentType: 'text/html; charset=windows-1252' }, true],
    [{ contentEncoding: 'identity' }, true],
    [{ cacheControl: 'private, no-store' }, true],
    [{ disposition: 'inline' }, true],
    [{ contentEncoding: 'gzip' }, false],
    [{ contentEncoding: 'br' }, false],
    [{ contentType: 'application/xhtml+xml' }, false],
    [{ contentType: 'application/json' }, false],
    [{ contentType: undefined }, false],
    [{ contentType: 'text/html; charset=UTF-16LE' }, false],
    [{ contentType: 'text/html;charset="utf-7"' }, false],
    [{ status: 206 }, false],
    [{ status: 404 }, false],
    [{ status: 302 }, false],
    [{ cacheControl: 'no-transform' }, false],
    [{ disposition: 'attachment; filename=report.htm' }, false],
  ];
  for (const [more, carries] of table)
    t.equal(mayCarryBanner({ ...html, ...more }), carries, JSON.stringify(more));
  t.end();
});

t.test('the words of an operator stay words, in ASCII', (t) => {
  const line = bannerHtml('Wartung um 22\u00A0Uhr: <b>"Größe" & \u{1F600}</b>\n');
  t.match(
    line,
    'Wartung um 22&#160;Uhr: &#60;b&#62;&#34;Gr&#246;&#223;e&#34; &#38; &#128512;&#60;/b&#62; </div>',
  );
  t.match(line, /^[ -~]*$/);
  t.match(bannerHtml(''), /log off, and log on again\.<\/div>$/);
  t.end();
});
