import t from 'tap';
import { takeCookie } from '../../../balancer/rules/cookie-field.ts';
import { createRandom } from '../support/random.ts';

const long = 'x'.repeat(201);

t.test('our cookie is taken out and nothing else changes', (t) => {
  const rows: readonly [readonly string[], string | undefined, string | undefined][] = [
    [['fairlead=tok.en-1'], 'tok.en-1', undefined],
    [['a=1; fairlead=t; b=2'], 't', 'a=1; b=2'],
    [['fairlead=t; a=1;b = 2'], 't', 'a=1;b = 2'],
    [['a=1;fairlead=t'], 't', 'a=1'],
    [['a=1; fairlead=t;'], 't', 'a=1;'],
    [['a="x, y";  fairlead=t ;\tb=\u00e9'], 't', 'a="x, y";\tb=\u00e9'],
    [['a=1', 'fairlead=t', 'b=2'], 't', 'a=1; b=2'],
    [['a=1', 'fairlead=t; c=3'], 't', 'a=1; c=3'],
    [['fairlead=t; fairlead=t'], undefined, undefined],
    [['fairlead=t; a=1', 'fairlead=u'], undefined, 'a=1'],
    [['fairlead="t"; a=1'], undefined, 'a=1'],
    [['fairlead=; a=1'], undefined, 'a=1'],
    [['fairlead; a=1'], undefined, 'a=1'],
    [['fairlead=a%20b'], undefined, undefined],
    [[`fairlead=${long}`], undefined, undefined],
    [['fairlead=a b'], undefined, undefined],
    [['a="1; fairlead=t; 2"'], 't', 'a="1; 2"'],
  ];
  for (const [fields, value, rest] of rows) {
    t.same(takeCookie(fields, 'fairlead'), { found: true, value, rest }, fields.join(' | '));
  }
  t.end();
});

t.test('agrees with the obvious way of splitting, on random fields', (t) => {
  const random = createRandom(11);
  const pieces = ['f', 'f', '=', '=', ';', ';', ' ', '\t', 'x', 'ff', '"'];
  let found = 0;
  for (let index = 0; index < 20_000; index++) {
    const field = Array.from(
      { length: 1 + random.below(14) },
      () => pieces[random.below(pieces.length)],
    ).join('');
    const parts = field.split(';');
    const name = (part: string) => (part.split('=')[0] ?? '').trim();
    const ours = parts.filter((part) => name(part) === 'f');
    const kept = parts.filter((part) => name(part) !== 'f').map((part) => part.trim());
    const taken = takeCookie([field], 'f');
    if (taken.found) found += 1;
    const rest = taken.found ? taken.rest : field;
    const restParts = (rest ?? '').split(';').map((part) => part.trim());
    const same =
      kept.length === 0
        ? rest === undefined
        : restParts.join(';') === kept.join(';') || (kept.join('') === '' && !rest);
    if (taken.found !== ours.length > 0 || (ours.length > 1 && taken.value !== undefined) || !same)
      t.fail(JSON.stringify({ field, taken }));
  }
  t.ok(found > 1000);
  t.end();
});

t.test('other cookies are not ours', (t) => {
  for (const fields of [[], ['a=1'], ['Fairlead=t'], ['xfairlead=t'], ['fairlead2=t'], ['a=fairlead=t']]) {
    t.same(
      takeCookie(fields, 'fairlead'),
      { found: false, value: undefined, rest: undefined },
      fields.join(),
    );
  }
  t.end();
});

t.test('names that objects have are just names', (t) => {
  t.same(takeCookie(['__proto__=x; a=1'], '__proto__'), { found: true, value: 'x', rest: 'a=1' });
  t.equal(takeCookie(['constructor=x'], 'fairlead').found, false);
  t.end();
});
