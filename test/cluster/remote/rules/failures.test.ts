// What an operator is told when a connection or a command did not go as it should: code, sentence, mend.

import t from 'tap';
import type { CommandDone, RemoteCommand } from '../../../../cluster/remote/command.ts';
import { runProgram } from '../../../../cluster/remote/commands/run-program.ts';
import { keyAlgorithms } from '../../../../cluster/remote/rules/key-algorithms.ts';
import { type RunEnd, runFailure } from '../../../../cluster/remote/rules/run-failure.ts';
import { connectFailure } from '../../../../cluster/remote/rules/ssh-failure.ts';
import { unanswered } from '../../../../cluster/remote/rules/unanswered.ts';

const target = { server: 'CRMWEB1', host: 'crmweb1.example.com', port: 22, user: 'fairlead' };

t.test('a connection that did not come about', (t) => {
  const rows: readonly (readonly [level: string, code: string, expected: string, text: RegExp])[] = [
    ['client-socket', 'ECONNREFUSED', 'CLU_REMOTE_UNREACHABLE', /refused the connection/],
    ['client-socket', 'ENOTFOUND', 'CLU_REMOTE_UNREACHABLE', /a name that is not known/],
    ['client-socket', 'EPROTO', 'CLU_REMOTE_UNREACHABLE', /could not be reached: broken/],
    ['client-dns', '', 'CLU_REMOTE_UNREACHABLE', /could not be reached: broken/],
    ['client-timeout', '', 'CLU_REMOTE_CONNECT_TIMEOUT', /did not answer/],
    ['client-authentication', '', 'CLU_REMOTE_LOGIN', /refused the SSH log-on of "fairlead"/],
    ['agent', '', 'CLU_REMOTE_KEY', /agent could not help/],
    ['handshake', '', 'CLU_REMOTE_UNREACHABLE', /beginning of SSH: broken/],
    ['', '', 'CLU_REMOTE_UNREACHABLE', /beginning of SSH: broken/],
  ];
  for (const [level, code, expected, text] of rows) {
    const failure = connectFailure({ level, code, message: 'broken' }, target);
    t.match(failure, { code: expected, text, mend: /\.$/ });
    t.match(failure.text, 'CRMWEB1 (crmweb1.example.com:22)');
  }
  t.end();
});

t.test('a command whose end is not known', (t) => {
  const once = runProgram({ purpose: 'Sets up.', file: 'a.exe', words: [], timeoutMs: 1 });
  const killed = { kind: 'killed' } as const;
  const rows: readonly (readonly [end: RunEnd, code: string, text: string])[] = [
    [{ kind: 'cut', because: 'x' }, 'CLU_REMOTE_CUT', 'cut off with its connection (x)'],
    [{ kind: 'signal', signal: 'KILL' }, 'CLU_REMOTE_KILLED', 'ended from outside (KILL)'],
    [
      { kind: 'timeout', afterMs: 5, killed },
      'CLU_REMOTE_TIMEOUT',
      'not done after 5 ms; its processes were ended',
    ],
    [
      { kind: 'cancelled', killed: { kind: 'over' } },
      'CLU_REMOTE_CANCELLED',
      'ended by itself at that moment',
    ],
    [
      { kind: 'cancelled', killed: { kind: 'not-killed', because: 'y' } },
      'CLU_REMOTE_CANCELLED',
      'could not be ended (y) and may still run',
    ],
  ];
  for (const [end, code, text] of rows) {
    const failure = runFailure('CRMWEB1', once, end);
    t.equal(failure.code, code);
    t.match(failure.text, text);
    t.match(failure.text, 'On CRMWEB1: "Sets up."');
    t.match(failure.mend, 'before it is run again');
    t.match(runFailure('CRMWEB1', { ...once, repeatable: true }, end).mend, 'It may be run again');
  }
  t.end();
});

t.test('a command that ended and did not answer', (t) => {
  const command: RemoteCommand = runProgram({ purpose: 'Looks.', file: 'a.exe', words: [], timeoutMs: 1 });
  const done = (change: Partial<CommandDone>): CommandDone => ({
    outcome: 'done',
    exitCode: 0,
    stdout: '',
    stderr: '',
    truncated: false,
    durationMs: 1,
    ...change,
  });
  const told = (change: Partial<CommandDone>, problem = '') =>
    unanswered('CRMWEB1', command, done(change), problem);
  t.match(told({ exitCode: 1, stderr: '\nno\nyes' }), {
    code: 'CLU_REMOTE_FAILED',
    text: /exit code 1: no$/,
  });
  t.match(told({ exitCode: 1 }), { code: 'CLU_REMOTE_FAILED', text: /said nothing/ });
  t.match(told({ truncated: true }), { code: 'CLU_REMOTE_OUTPUT', mend: /maxOutputBytes/ });
  t.match(told({}, 'odd'), { code: 'CLU_REMOTE_OUTPUT', text: /cannot be read: odd\./ });
  t.end();
});

t.test('a server is asked first for the keys that are pinned', (t) => {
  t.same(keyAlgorithms([]).slice(0, 2), ['ssh-ed25519', 'ecdsa-sha2-nistp256']);
  t.same(keyAlgorithms(['ssh-rsa', 'unheard-of']).slice(0, 3), [
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-ed25519',
  ]);
  t.notOk(keyAlgorithms(['ssh-rsa']).includes('ssh-rsa'), 'never with SHA-1');
  t.equal(new Set(keyAlgorithms(['ssh-rsa', 'ssh-ed25519'])).size, 6);
  t.end();
});
