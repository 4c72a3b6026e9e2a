import t from 'tap';
import { decideLogOn, type LogOnFacts, systemLock } from '../../../../demo/crm/rules/log-on.ts';

const user = { id: 7, logOn: 'anna', password: 'right', disabled: false };
const usual: LogOnFacts = {
  user,
  password: 'right',
  confirmed: false,
  alreadyOn: false,
  asksBeforeKicking: true,
  systemLockedBy: undefined,
  failedBefore: 0,
  failedBeforeLock: 0,
};

const table: readonly (readonly [string, Partial<LogOnFacts>, object])[] = [
  ['a right password', {}, { kind: 'success', kicks: false }],
  ['a wrong password', { password: 'no' }, { kind: 'wrong-password' }],
  ['an unknown user', { user: undefined }, { kind: 'wrong-password' }],
  ['on already', { alreadyOn: true }, { kind: 'already-on' }],
  ['on already, confirmed', { alreadyOn: true, confirmed: true }, { kind: 'success', kicks: true }],
  ['confirmed for nothing', { confirmed: true }, { kind: 'success', kicks: false }],
  [
    'a web service on already',
    { alreadyOn: true, asksBeforeKicking: false },
    { kind: 'success', kicks: true },
  ],
  ['a wrong password while on', { alreadyOn: true, password: 'no' }, { kind: 'wrong-password' }],
  ['a disabled user', { user: { ...user, disabled: true } }, { kind: 'locked', what: 'account' }],
  [
    'disabled, wrong password',
    { user: { ...user, disabled: true }, password: 'no' },
    { kind: 'wrong-password' },
  ],
  ['a locked system', { systemLockedBy: '1' }, { kind: 'locked', what: 'system' }],
  ['a locked system, by this user', { systemLockedBy: '7' }, { kind: 'success' }],
  ['a locked system, wrong password', { systemLockedBy: '1', password: 'no' }, { kind: 'wrong-password' }],
  ['one mistake before the lock', { failedBeforeLock: 3, failedBefore: 2 }, { kind: 'success' }],
  ['locked out', { failedBeforeLock: 3, failedBefore: 3 }, { kind: 'locked', what: 'account' }],
];

for (const [what, facts, expected] of table)
  t.test(`a log-on: ${what}`, (t) => {
    t.match(decideLogOn({ ...usual, ...facts }), expected);
    t.end();
  });

const hour = 3_600_000;
const locks: readonly (readonly [string | undefined, number | undefined, number, string | undefined])[] = [
  [undefined, undefined, 0, undefined],
  ['', 0, 0, undefined],
  ['4', 0, 0, '4'],
  ['4', 0, 3 * hour - 1, '4'],
  ['4', 0, 3 * hour, undefined],
  ['4', undefined, 9 * hour, '4'],
];

for (const [by, sinceMs, nowMs, expected] of locks)
  t.test(`a lock by ${by} since ${sinceMs} is held by ${expected} at ${nowMs}`, (t) => {
    t.equal(systemLock(by, sinceMs, nowMs), expected);
    t.end();
  });
