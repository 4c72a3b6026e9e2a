// What a message of another Fairlead means, a row a message: in order, after a gap, after a restart, after silence.

import t from 'tap';
import { hearMessage, type Inbox, silence } from '../../../../cluster/peers/rules/inbox.ts';

const nowMs = 1_000_000;

const hearing = (lastNumber: number, boot = 'one'): Inbox => ({
  state: 'hearing',
  boot,
  lastNumber,
  heardAtMs: nowMs - 1_000,
  aheadMs: 0,
});
const lost = (lastNumber: number): Inbox => ({ ...hearing(lastNumber), state: 'lost' }) as Inbox;
const unheard: Inbox = { state: 'unheard' };

const part = (number: number, boot = 'one') => ({ boot, number, sentAtMs: nowMs, whole: false });
const whole = (number: number, boot = 'one') => ({ ...part(number, boot), whole: true });

type Row = readonly [
  name: string,
  before: Inbox,
  message: ReturnType<typeof part>,
  heard: string,
  after: string,
];

/** `heard`: what is done, in this order: lost, take, wants-whole. `after`: state, boot and number. */
const rows: readonly Row[] = [
  ['the first of all, whole', unheard, whole(1), 'take', 'hearing one 1'],
  ['the first of all, but not whole', unheard, part(7), 'wants-whole', 'unheard'],
  ['the next', hearing(4), part(5), 'take', 'hearing one 5'],
  ['the same again', hearing(4), part(4), '', 'hearing one 4'],
  ['an older one that was overtaken', hearing(4), part(2), '', 'hearing one 4'],
  ['an older whole one that was overtaken', hearing(4), whole(3), '', 'hearing one 4'],
  ['a gap', hearing(4), part(6), 'lost wants-whole', 'lost one 4'],
  ['the one that was missing, after the gap was seen', lost(4), part(5), 'wants-whole', 'lost one 4'],
  ['the whole after a gap', lost(4), whole(7), 'take', 'hearing one 7'],
  ['the whole without need, since an answer was lost', hearing(4), whole(5), 'lost take', 'hearing one 5'],
  ['it has started again', hearing(4), whole(1, 'two'), 'lost take', 'hearing two 1'],
  ['it has started again after it was lost', lost(4), whole(1, 'two'), 'take', 'hearing two 1'],
  [
    'it has started again and we missed its first words',
    hearing(4),
    part(2, 'two'),
    'wants-whole',
    'hearing one 4',
  ],
  ['after silence it goes on', lost(4), part(5), 'wants-whole', 'lost one 4'],
];

const words = (inbox: Inbox) =>
  inbox.state === 'unheard' ? 'unheard' : `${inbox.state} ${inbox.boot} ${inbox.lastNumber}`;

t.test('each message means one thing', (t) => {
  for (const [name, before, message, expected, after] of rows) {
    const { inbox, lost: isLost, take, wantsWhole } = hearMessage(before, message, nowMs);
    const done = [isLost && 'lost', take && 'take', wantsWhole && 'wants-whole'].filter(Boolean);
    t.equal(done.join(' '), expected, name);
    t.equal(words(inbox), after, name);
  }
  t.end();
});

t.test('nothing is taken twice, and nothing after a gap before all was told', (t) => {
  // Every order in which up to five messages can be lost or doubled on the way.
  const fates = ['arrives', 'is lost', 'comes twice'] as const;
  for (let walk = 0; walk < fates.length ** 5; walk += 1) {
    let inbox: Inbox = unheard;
    let needsWhole = true;
    let known: number[] = [];
    let told: number[] = [];
    for (let number = 1, rest = walk; number <= 5; number += 1, rest = Math.floor(rest / fates.length)) {
      const fate = fates[rest % fates.length];
      const isWhole = needsWhole;
      needsWhole = false;
      told = [...told, number];
      if (fate === 'is lost') {
        // The sender hears no answer.
        needsWhole = true;
        continue;
      }
      for (let times = fate === 'comes twice' ? 2 : 1; times > 0; times -= 1) {
        const heard = hearMessage(inbox, { ...part(number), whole: isWhole }, nowMs);
        inbox = heard.inbox;
        if (heard.lost) known = [];
        if (heard.take) known = isWhole ? [...told] : [...known, number];
        needsWhole ||= heard.wantsWhole;
      }
      if (!needsWhole) t.same(known, told, `walk ${walk}, after ${number}`);
    }
  }
  t.end();
});

t.test('its clock is told against ours', (t) => {
  for (const [sentAtMs, aheadMs] of [
    [nowMs + 3_000, 3_000],
    [nowMs - 400, -400],
  ] as const) {
    const { inbox } = hearMessage(unheard, { ...whole(1), sentAtMs }, nowMs);
    t.match(inbox, { aheadMs, heardAtMs: nowMs });
  }
  t.end();
});

t.test('silence beyond patience loses it, once', (t) => {
  const late = nowMs + 4_000;
  t.same(silence(hearing(4), nowMs + 3_999, 5_000), { inbox: hearing(4), lost: false });
  t.same(silence(hearing(4), late, 5_000), { inbox: lost(4), lost: true });
  t.same(silence(lost(4), late, 5_000), { inbox: lost(4), lost: false });
  t.same(silence(unheard, late, 5_000), { inbox: unheard, lost: false });
  t.end();
});
