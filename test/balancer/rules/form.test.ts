import t from 'tap';
import { formField, isFormBody, readableValue } from '../../../balancer/rules/form.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

t.test('one field of a form', (t) => {
  const rows: readonly [string, string | undefined][] = [
    ['LoginAnyway=T', 'T'],
    ['a=1&loginanyway=T&b=2', 'T'],
    ['a=LoginAnyway=T', undefined],
    ['XLoginAnyway=T', undefined],
    ['LoginAnyway', undefined],
    ['LoginAnyway=', ''],
    ['LoginAnyway=F&LoginAnyway=T', 'F'],
    ['', undefined],
    ['&&&', undefined],
    ['LoginAnywa', undefined],
  ];
  for (const [body, value] of rows) t.equal(formField(bytes(body), 'LoginAnyway'), value, body);
  t.equal(formField(bytes(`a=${'x'.repeat(5000)}`), 'a')?.length, 200, 'at most 200 characters are copied');
  t.end();
});

t.test('which bodies are forms', (t) => {
  t.ok(isFormBody('application/x-www-form-urlencoded; charset=UTF-8'));
  t.ok(isFormBody('Application/X-WWW-Form-Urlencoded'));
  t.notOk(isFormBody('multipart/form-data; boundary=x'));
  t.notOk(isFormBody(undefined));
  t.end();
});

t.test('a user name is made fit for a log', (t) => {
  t.equal(readableValue('john+doe%40x'), 'john doe@x');
  t.equal(readableValue('a%0d%0ab%00%'), 'ab%');
  t.equal(readableValue('x'.repeat(150)).length, 100);
  t.end();
});
