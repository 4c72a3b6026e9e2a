import t from 'tap';
import { type AnswerForm, type AskedBy, answerFormOf } from '../../../balancer/rules/answer-form.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

t.test('everybody is answered in a form they can read', (t) => {
  const rows: readonly [string, Partial<AskedBy>, AnswerForm][] = [
    ['a browser', { accept: browser }, 'html'],
    ['somebody who does not say', {}, 'html'],
    ['a program', { accept: 'application/json' }, 'json'],
    ['a SOAP call', { kind: 'soap', method: 'POST', contentType: 'text/xml; charset=utf-8' }, 'soap-1.1'],
    ['a SOAP log-on', { kind: 'soap-log-on', method: 'POST', contentType: 'text/xml' }, 'soap-1.1'],
    ['one without a type', { kind: 'soap', method: 'POST' }, 'soap-1.1'],
    [
      'SOAP 1.2',
      { kind: 'soap', method: 'POST', contentType: 'Application/SOAP+xml; action="x"' },
      'soap-1.2',
    ],
    ['SOAP whatever it accepts', { kind: 'soap', method: 'POST', accept: browser }, 'soap-1.1'],
    ['a browser at the SOAP address', { kind: 'soap', method: 'GET', accept: browser }, 'html'],
    ['an SData client', { kind: 'sdata', accept: '*/*' }, 'json'],
    ['one of feeds', { kind: 'sdata', accept: 'application/atom+xml' }, 'json'],
    ['an SData client without wishes', { kind: 'sdata' }, 'json'],
    ['a browser that looks at SData', { kind: 'sdata', accept: browser }, 'html'],
    ['a script of a page', { kind: 'sdata', accept: 'application/json, text/html;q=0.5' }, 'json'],
  ];
  const usual: AskedBy = { kind: 'session', method: 'GET', accept: undefined, contentType: undefined };
  for (const [name, asked, form] of rows) t.equal(answerFormOf({ ...usual, ...asked }), form, name);
  t.end();
});
