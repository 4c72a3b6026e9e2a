import t from 'tap';
import { logOnPage } from '../../../../demo/crm/html/log-on-pages.ts';
import { homePage } from '../../../../demo/crm/html/session-pages.ts';
import { findLeak, readPage } from '../../../../demo/people/rules/page.ts';

t.test('a page is read for whose it is, who made it and where it leads', (t) => {
  const view = { server: 'CRMWEB2', user: 'anna', sid: '123456789012345', logOffAct: 99901 };
  const facts = readPage(homePage(view));
  t.match(facts, { logOnForm: false, alreadyOn: false, sid: view.sid, user: 'anna', server: 'CRMWEB2' });
  t.ok(facts.links.includes('/CRM/eware.dll/Do?SID=123456789012345&Act=99902&Mode=1'), 'entities are read');
  t.match(readPage(logOnPage('CRMWEB2', undefined)), { logOnForm: true, sid: undefined, user: undefined });
  t.equal(readPage('<a href="?SID=1234567890123456">').sid, undefined, '16 digits are no SID');
  t.end();
});

const leaks: readonly (readonly [string, boolean])[] = [
  ['/CRM/eware.dll/go', false],
  ['http://crmweb1/CRM/', true],
  ['http://CRMWEB1:81/', true],
  ['//crmweb1.example.test/x', true],
  ['/CRM/?back=crmweb1', true],
  ['SERVER=CRMWEB1; path=/', true],
  ['/CRM/crmweb10/x', false],
  ['/CRM/my-crmweb1/x', false],
  ['http://127.0.0.1:8081/CRM/', true],
  ['http://127.0.0.1:80811/CRM/', false],
  ['http://127x0.0.1:8081/', false],
];

for (const [text, expected] of leaks)
  t.test(`${text} ${expected ? 'names' : 'does not name'} a server`, (t) => {
    t.equal(findLeak(['/', text], ['CRMWEB1', '127.0.0.1:8081']), expected ? text : undefined);
    t.end();
  });
