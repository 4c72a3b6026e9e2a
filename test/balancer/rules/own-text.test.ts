import t from 'tap';
import { ownText } from '../../../balancer/rules/own-text.ts';

t.test('a text stays the same, whatever it was cut from', (t) => {
  const head = `GET /?SID=123456789012345 HTTP/1.1\r\nHost: crm.example.com\r\nX: \xe9\xff\r\n\r\n`;
  for (const text of ['', 'a', head.slice(42, 57), head.slice(60, 64), head]) t.equal(ownText(text), text);
  t.end();
});
