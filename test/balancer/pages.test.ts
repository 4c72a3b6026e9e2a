import { createHash } from 'node:crypto';
import t from 'tap';
import { pageReply, redirectReply } from '../../balancer/pages.ts';
import { appended, settings } from './support/traffic-world.ts';

const request = {
  status: 503,
  because: 'all-down',
  form: 'html' as const,
  requestId: 'request-1',
  mayReload: true,
};

t.test('the page when no server can serve', (t) => {
  const reply = pageReply(request, settings);
  t.equal(reply.status, 503);
  t.equal(appended(reply.fields, 'Retry-After'), '10');
  t.equal(appended(reply.fields, 'Cache-Control'), 'no-store');
  t.equal(appended(reply.fields, 'X-Request-Id'), 'request-1');
  t.match(reply.body, '<meta http-equiv="refresh" content="10">');
  t.match(reply.body, 'Please come back soon.');
  t.match(reply.body, 'request-1');
  t.notMatch(reply.body, /(src|href)="[^"]/, 'nothing is loaded from elsewhere');
  t.end();
});

t.test('the page may load and run nothing but its own style', (t) => {
  const reply = pageReply(request, settings);
  const style = /<style>(.*)<\/style>/s.exec(reply.body)?.[1] ?? '';
  const sum = createHash('sha256').update(style).digest('base64');
  t.match(appended(reply.fields, 'Content-Security-Policy'), `default-src 'none'; style-src 'sha256-${sum}'`);
  t.end();
});

t.test('what was sent with effect is not sent again by itself', (t) => {
  const reply = pageReply({ ...request, mayReload: false }, settings);
  t.notMatch(reply.body, /http-equiv/);
  t.equal(appended(reply.fields, 'Retry-After'), '10');
  t.end();
});

t.test("the operator's words and foreign ids are text, never markup", (t) => {
  const reply = pageReply(
    { ...request, requestId: '"><script>' },
    { ...settings, unavailableTitle: 'A & B', unavailableText: '<b>no</b>' },
  );
  t.match(reply.body, '&lt;b&gt;no&lt;/b&gt;');
  t.match(reply.body, '<h1>A &amp; B</h1>');
  t.notMatch(reply.body, /<script>|<b>/);
  t.end();
});

t.test('programs get JSON', (t) => {
  const reply = pageReply({ ...request, form: 'json' }, settings);
  t.equal(appended(reply.fields, 'Content-Type'), 'application/problem+json');
  t.same(JSON.parse(reply.body), {
    status: 503,
    title: 'The CRM is not available right now',
    detail: 'Please come back soon.',
    because: 'all-down',
    retryAfterSeconds: 10,
    requestId: 'request-1',
  });
  t.end();
});

t.test('a SOAP client gets a fault of its version, with the same status', (t) => {
  const faulty = { ...request, because: 'all-<down>', requestId: '"><x' };
  const first = pageReply({ ...faulty, form: 'soap-1.1' }, settings);
  t.equal(first.status, 503);
  t.equal(appended(first.fields, 'Content-Type'), 'text/xml; charset=utf-8');
  t.equal(appended(first.fields, 'Retry-After'), '10');
  t.match(first.body, '<faultcode>soap:Server</faultcode>');
  t.match(first.body, /<faultstring>The CRM is not available right now: Please come back soon.</);
  t.match(first.body, '<because>all-&lt;down&gt;</because><requestId>&quot;&gt;&lt;x</requestId>');
  const second = pageReply({ ...request, status: 400, form: 'soap-1.2' }, settings);
  t.equal(appended(second.fields, 'Content-Type'), 'application/soap+xml; charset=utf-8');
  t.match(second.body, 'http://www.w3.org/2003/05/soap-envelope');
  t.match(second.body, '<soap:Code><soap:Value>soap:Sender</soap:Value></soap:Code>');
  t.end();
});

t.test('each failure has its own words; a mistake of the client is not to be repeated', (t) => {
  const titles = [400, 408, 413, 502, 503, 504].map((status) => {
    const { body, fields } = pageReply({ ...request, status }, settings);
    t.equal(appended(fields, 'Retry-After') !== undefined, status >= 502, String(status));
    t.equal(body.includes('http-equiv'), status >= 502, String(status));
    return /<h1>(.*)<\/h1>/.exec(body)?.[1];
  });
  t.equal(new Set(titles).size, 6);
  t.end();
});

t.test('a redirect is not kept by caches', (t) => {
  const reply = redirectReply('http://crm01/CRM/', 'r');
  t.equal(reply.status, 302);
  t.same(reply.fields.slice(0, 4), ['Location', 'http://crm01/CRM/', 'Cache-Control', 'no-store']);
  t.end();
});
