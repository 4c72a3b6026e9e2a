import t from 'tap';
import { createOutcomeScan, sidOfLocation } from '../../../balancer/rules/log-on-outcome.ts';
import { compilePatterns } from '../../../balancer/rules/patterns.ts';
import { pages, profile } from '../support/traffic-world.ts';

const patterns = compilePatterns(profile);
const sid = '12345678901234';

function read(pieces: readonly string[], form: 'link' | 'element' = 'link') {
  const scan = createOutcomeScan(patterns, form);
  const early = pieces.map((piece) => scan.scan(piece)).find((each) => each !== undefined);
  return { ...scan.finish(), early };
}

const filler = 'x'.repeat(5000);
const rows: readonly [string, string, string, string | undefined][] = [
  ['a success page', pages.success(sid), 'success', sid],
  ['a success page with 15 digits', pages.success(`${sid}5`), 'success', `${sid}5`],
  ['a SID at the very end', `<a href=Do?SID=${sid}`, 'success', sid],
  ['a SID behind an entity', `<a href="Do?Act=1&amp;SID=${sid}&amp;x=1">`, 'success', sid],
  ['a success page that says locked', `locked ${pages.success(sid)} locked`, 'success', sid],
  ['a success page behind much else', `${filler}${pages.success(sid)}${filler}`, 'success', sid],
  ['the log-on form again', pages.form, 'wrong-password', undefined],
  [
    'the form with a link back to an old session',
    `${pages.success(sid)}${filler}${pages.form}`,
    'wrong-password',
    undefined,
  ],
  ['already on', pages.alreadyOn, 'already-on', undefined],
  ['already on, with an old SID', `${pages.success(sid)}${pages.alreadyOn}`, 'already-on', undefined],
  ['locked', pages.locked, 'locked', undefined],
  ['locked, in capitals', pages.locked.toUpperCase(), 'locked', undefined],
  ['too many digits', '<a href=Do?SID=1234567890123456>', 'unknown', undefined],
  ['too few digits', '<a href=Do?SID=1234567890123>', 'unknown', undefined],
  ['another parameter', `<a href=Do?OLDSID=${sid}>`, 'unknown', undefined],
  ['nothing', '', 'unknown', undefined],
  ['something else', '<html>please wait</html>', 'unknown', undefined],
];

t.test('what an answer says', (t) => {
  for (const [name, page, outcome, id] of rows) {
    const result = read([page]);
    t.equal(result.outcome, outcome, name);
    t.equal(result.sid, id, name);
  }
  t.end();
});

t.test('an answer says the same wherever it is split, and byte by byte', (t) => {
  for (const [name, page, outcome, id] of rows) {
    const wrong: number[] = [];
    const step = page.length > 1000 ? 37 : 1;
    for (let split = 0; split <= page.length; split += step) {
      const result = read([page.slice(0, split), page.slice(split)]);
      if (result.outcome !== outcome || result.sid !== id) wrong.push(split);
    }
    t.same(wrong, [], name);
    if (step === 1) t.match(read([...page]), { outcome, sid: id }, `${name}, byte by byte`);
  }
  t.end();
});

t.test('the session id is told as soon as it is sure', (t) => {
  t.equal(read([pages.success(sid), filler]).early, sid);
  t.equal(read([`<a href=Do?SID=${sid}`]).early, undefined, 'more digits could follow');
  t.equal(read([`<a href=Do?SID=${sid}`, '5"']).early, `${sid}5`);
  t.equal(read([`<a href=Do?SID=${sid}`, '"']).early, sid);
  t.end();
});

t.test('what the answer to a SOAP logon says', (t) => {
  const soap: readonly [string, string, string | undefined][] = [
    [`<result><sessionid>${sid}</sessionid></result>`, 'success', sid],
    [`<a:sessionid xsi:type="xsd:string"> ${sid} </a:sessionid>`, 'success', sid],
    [`<sessionid>${sid}6789</sessionid>`, 'unknown', undefined],
    ['<sessionid/>', 'unknown', undefined],
    ['<soap:Fault>locked EWARE_USERID</soap:Fault>', 'unknown', undefined],
  ];
  for (const [body, outcome, id] of soap) {
    for (let split = 0; split <= body.length; split++) {
      const result = read([body.slice(0, split), body.slice(split)], 'element');
      if (result.outcome !== outcome || result.sid !== id) t.fail(`${body} split at ${split}`);
    }
    t.equal(read([body], 'element').outcome, outcome, body);
  }
  t.end();
});

t.test('a page without an end is read up to a limit', (t) => {
  const scan = createOutcomeScan(patterns, 'link');
  for (let index = 0; index < 300; index++) scan.scan('y'.repeat(8192));
  scan.scan(pages.success(sid));
  t.equal(scan.finish().outcome, 'unknown');
  t.end();
});

t.test('a redirect may carry the session', (t) => {
  t.equal(sidOfLocation(patterns, `/CRM/eware.dll/Do?SID=${sid}&Act=1`), sid);
  t.equal(sidOfLocation(patterns, '/CRM/eware.dll/go'), undefined);
  t.end();
});
