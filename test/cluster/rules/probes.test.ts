import t from 'tap';
import type { Health, ProbeName } from '../../../cluster/model.ts';
import {
  decisiveCheck,
  nextProbes,
  type ProbeChecks,
  probeList,
  probeNotices,
} from '../../../cluster/rules/probes.ts';
import { checkOf, serverOf } from '../support/sample.ts';

const good = checkOf(true);
const bad = (text: string) => ({ ...checkOf(false), text });
const usual: readonly ProbeName[] = ['connect', 'log-on-page'];

t.test('only the probes that decide make a check fail, the shallowest first', (t) => {
  const refused = bad('refused');
  const noForm = bad('no form');
  const dead = bad('503');
  const rows: [string, ProbeChecks, readonly ProbeName[], object | undefined][] = [
    ['all pass', { connect: good, 'log-on-page': good, tomcat: good }, usual, { healthy: true }],
    ['Tomcat is only told', { connect: good, 'log-on-page': good, tomcat: dead }, usual, { healthy: true }],
    [
      'Tomcat decides where it is asked to',
      { connect: good, 'log-on-page': good, tomcat: dead },
      [...usual, 'tomcat'],
      { healthy: false, text: '503' },
    ],
    [
      'no form',
      { connect: good, 'log-on-page': noForm, tomcat: good },
      usual,
      { healthy: false, text: 'no form' },
    ],
    ['the page is only told', { connect: good, 'log-on-page': noForm }, ['connect'], { healthy: true }],
    ['refused', { connect: refused, 'log-on-page': undefined }, usual, { healthy: false, text: 'refused' }],
    ['nothing was asked', {}, usual, undefined],
  ];
  for (const [name, checks, downBy, expected] of rows) {
    const check = decisiveCheck(checks, downBy);
    if (expected === undefined) t.equal(check, undefined, name);
    else t.match(check, expected, name);
  }
  t.end();
});

t.test('each probe rises and falls by itself, and is unknown where it was not asked', (t) => {
  const moment = { hysteresis: { rise: 2, fall: 2 }, nowMs: 7 };
  const stateOf = (probes: ReturnType<typeof nextProbes>, name: ProbeName) =>
    probeList(probes, usual, 0).find(({ probe }) => probe === name)?.health;
  let probes = nextProbes(new Map(), { connect: good, tomcat: good }, moment);
  t.equal(stateOf(probes, 'tomcat')?.state, 'up');
  t.match(stateOf(probes, 'service-log-on'), { state: 'unknown', lastCheck: undefined });
  probes = nextProbes(probes, { connect: good, tomcat: bad('502') }, moment);
  t.match(stateOf(probes, 'tomcat'), { state: 'going-down', step: 1, steps: 2 });
  probes = nextProbes(probes, { connect: bad('refused'), tomcat: undefined }, moment);
  t.match(stateOf(probes, 'tomcat'), { state: 'unknown', sinceMs: 7 }, 'unknown again');
  t.match(stateOf(probes, 'connect'), { state: 'going-down', step: 1 });
  probes = nextProbes(probes, { 'service-log-on': bad('refused') }, moment);
  t.match(stateOf(probes, 'connect'), { state: 'going-down', step: 1 }, 'what was not looked at stays');
  t.equal(stateOf(probes, 'service-log-on')?.state, 'down');
  t.end();
});

t.test('a dead Tomcat is told while its server is up, and only where it does not decide', (t) => {
  const server = serverOf('CRM02');
  const up: Health = { state: 'up', sinceMs: 0, lastCheck: good };
  const down: Health = { state: 'down', sinceMs: 0, lastCheck: bad('refused') };
  const dead: Health = { state: 'down', sinceMs: 0, lastCheck: bad('GET /sdata/CRMj/: 503 in 2 ms') };
  const probes = [{ probe: 'tomcat', decides: false, health: dead } as const];
  t.match(probeNotices(server, up, probes), [
    {
      severity: 'warning',
      code: 'tomcat-down',
      text: /SData and plug-ins do not work on CRM02.*503 in 2 ms\.$/,
    },
  ]);
  t.same(probeNotices(server, down, probes), []);
  t.same(probeNotices(server, up, [{ probe: 'tomcat', decides: true, health: dead }]), []);
  t.same(probeNotices(server, up, [{ probe: 'tomcat', decides: false, health: up }]), []);
  t.end();
});
