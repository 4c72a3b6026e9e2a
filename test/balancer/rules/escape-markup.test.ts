// What comes from outside stays text in pages and documents of ours.

import t from 'tap';
import { escapeMarkup } from '../../../balancer/rules/escape-markup.ts';

t.test('a text cannot leave its element or its attribute', (t) => {
  t.equal(escapeMarkup('<a href="x">&amp;</a>'), '&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;');
  t.equal(escapeMarkup("Anna's größte Liste"), "Anna's größte Liste");
  t.end();
});
