// Where a page's body begins, however the page comes in pieces.

import t from 'tap';
import { createBodyStart } from '../../../balancer/rules/body-start.ts';
import { createPageInsertion } from '../../../balancer/rules/page-insertion.ts';

/** `|` is the place; a page without one has none. */
const pages: readonly string[] = [
  '<body>|text',
  '<html><head><title>x</title></head><BODY class="a">|text</body></html>',
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://w3.org/x>y"><body>|',
  '<!-- <body> not yet --><body\n onload="if (a > b) f(\'<body>\')"\tid=x>|<p>',
  "<body title='a > b'>|",
  '<script>document.write("<body>")</script><body>|',
  '<SCRIPT type="a>b">if (a<b) x()</SCRIPT ><body>|',
  '<style>a > b {}</style><title><body></title><noframes><body></noframes><body>|',
  '<script src="x"></script>\n<link rel="y"/><body/>|',
  '<bodyguard><bod><body >|<body>',
  '<!--> --><body>|',
  'a < b <body>|',
  '<<body>|',
  '<frameset rows="1,2"><frame src="x"><noframes><body></noframes></frameset>',
  '<p>a piece of a page without a body</p>',
  'no markup at all',
  '<script>never closed <body>',
  '<body',
];

const placed = (pieces: readonly string[]) => {
  const insertion = createPageInsertion('|');
  return pieces.map((piece) => insertion.into(piece) ?? piece).join('');
};

t.test('the place is found, and nothing else changes, wherever the pieces are cut', (t) => {
  for (const page of pages) {
    const plain = page.replace('|', '');
    t.equal(placed([plain]), page);
    for (let cut = 0; cut <= plain.length; cut += 1) {
      const pieces = [plain.slice(0, cut), plain.slice(cut)];
      if (placed(pieces) !== page) t.fail(`${page} cut at ${cut}: ${placed(pieces)}`);
    }
    t.equal(placed([...plain]), page, 'one character at a time');
  }
  t.end();
});

t.test('a page of frames has no body, and a head of any length is not read through', (t) => {
  t.equal(createBodyStart().find('<html><frameset cols="1">'), 'never');
  const long = createPageInsertion('|');
  t.equal(long.into(' '.repeat(65_531)), undefined);
  t.notOk(long.done());
  t.equal(long.into('<body>too late'), undefined, 'the tag ends behind the limit of 64 KiB');
  t.ok(long.done());
  t.end();
});
