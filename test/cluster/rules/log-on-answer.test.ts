import t from 'tap';
import {
  type LogOnOutcome,
  logOffLink,
  readLogOn,
  withSession,
} from '../../../cluster/rules/log-on-answer.ts';

const words = {
  logOn: { formMarker: 'EWARE_USERID', alreadyOnMarker: 'LoginAnyway', lockedMarkers: ['locked'] },
  session: { parameter: 'SID', idPattern: '[0-9]{14,15}', logOffMatches: ['[?&]Act=99901(&|$)'] },
};
const sid = '123456789012345';

t.test('what a log-on was answered', (t) => {
  const rows: [string, number, string, string | undefined, LogOnOutcome['kind']][] = [
    ['a page with a session', 200, `<a href="/CRM/eware.dll/Do?SID=${sid}&Act=1">`, undefined, 'in'],
    ['a redirect to one', 302, '', `/CRM/eware.dll/Do?Act=1&SID=${sid}`, 'in'],
    ['a redirect elsewhere', 302, '', '/CRM/', 'unclear'],
    ['already on', 200, '<input name="LoginAnyway"><input name="EWARE_USERID">', undefined, 'already-on'],
    ['the form again', 200, '<input name="EWARE_USERID">', undefined, 'refused'],
    ['a locked one', 200, 'Your account is Locked.', undefined, 'locked'],
    ['something else', 200, 'Welcome to IIS', undefined, 'unclear'],
    ['a number that is no session', 200, `SID=${sid}99`, undefined, 'unclear'],
    ['IIS without a worker', 503, 'Service Unavailable', undefined, 'unclear'],
  ];
  for (const [name, status, body, location, kind] of rows)
    t.equal(readLogOn({ status, body, location }, words).kind, kind, name);
  t.end();
});

t.test('where a session is logged off', (t) => {
  const rows: [string, string, string | undefined][] = [
    [
      'as a page writes it',
      `<a href="/CRM/Do?SID=${sid}&amp;Act=99901&amp;Mode=1">`,
      `/CRM/Do?SID=${sid}&Act=99901&Mode=1`,
    ],
    ['in single quotes', `open('/CRM/Do?SID=${sid}&Act=99901')`, `/CRM/Do?SID=${sid}&Act=99901`],
    ['only other links', `<a href="/CRM/Do?SID=${sid}&Act=1">`, undefined],
    ['of another session', '<a href="/CRM/Do?SID=999999999999999&Act=99901">', undefined],
    ['on another machine', `<a href="http://evil.test/Do?SID=${sid}&Act=99901">`, undefined],
  ];
  for (const [name, body, expected] of rows) t.equal(logOffLink(body, sid, words), expected, name);
  t.equal(withSession('/a.asp', sid, words.session), `/a.asp?SID=${sid}`);
  t.equal(withSession('/a.asp?b=1', sid, words.session), `/a.asp?b=1&SID=${sid}`);
  t.end();
});
