// Servers without SSH: every command is an instruction, and what the person says is its result.

import t from 'tap';
import { ask } from '../../../cluster/remote/ask.ts';
import { createByHandRunner, type HandAnswer } from '../../../cluster/remote/by-hand.ts';
import { runProgram } from '../../../cluster/remote/commands/run-program.ts';
import { startService } from '../../../cluster/remote/commands/services.ts';
import type { Instruction } from '../../../cluster/remote/rules/instruction.ts';
import { serverOf } from '../support/sample.ts';

const server = serverOf('CRMWEB1');

function world(answer: HandAnswer) {
  const asked: Instruction[] = [];
  const runner = createByHandRunner({
    nowMs: () => 0,
    askPerson: async (_server, instruction) => {
      asked.push(instruction);
      return answer;
    },
  });
  return { runner, asked };
}

t.test('a person gets the purpose and the exact text to paste, and pastes back the answer', async (t) => {
  const said = '{"name":"CRMTomcat7","displayName":"Tomcat","status":4,"startType":2}';
  const { runner, asked } = world({ kind: 'done', said });
  const answer = await ask(runner, server, startService("CRM'Tomcat7", 1_000));
  t.match(answer, { ok: true, value: { name: 'CRMTomcat7', state: 'running', start: 'automatic' } });
  t.match(asked[0], { server: 'CRMWEB1', shell: 'powershell', answer: 'last-line' });
  t.match(asked[0]?.purpose, "Starts the service CRM'Tomcat7");
  t.match(asked[0]?.text, `ConvertFrom-Json '{"name":"CRM''Tomcat7","waitMs":1000}'`);
  t.notMatch(asked[0]?.text, 'exit', 'the window of the person stays open');
});

t.test('a program is a line for cmd, and nothing is asked for but that it is done', async (t) => {
  const { runner, asked } = world({ kind: 'done', said: '' });
  const command = runProgram({
    purpose: 'Runs setup.',
    file: 'C:\\x y\\setup.exe',
    words: ['/a'],
    timeoutMs: 1,
  });
  t.match(await runner.run(server, command), { outcome: 'done', exitCode: 0 });
  t.match(asked[0], { shell: 'cmd', text: '^"C:\\x y\\setup.exe^" /a', answer: 'done' });
});

t.test('secrets are asked of the person, not shown', async (t) => {
  const { runner, asked } = world({ kind: 'done', said: '' });
  await runner.run(server, {
    purpose: 'x',
    program: { kind: 'powershell', script: 'Use $secrets.PASSWORD', arguments: {} },
    secrets: ['PASSWORD'],
    timeoutMs: 1,
    repeatable: true,
  });
  t.match(asked[0]?.text, '$secrets.PASSWORD = ');
  t.match(asked[0]?.text, "Read-Host -AsSecureString 'PASSWORD'");
});

t.test('failed, refused and cancelled are results of their own', async (t) => {
  const question = startService('CRMTomcat7', 1_000);
  const failed = await ask(world({ kind: 'failed', said: 'it does not start' }).runner, server, question);
  t.match(failed, { ok: false, error: { code: 'CLU_REMOTE_FAILED', message: /it does not start/ } });
  const refused = await ask(world({ kind: 'refused', reason: 'nobody is there' }).runner, server, question);
  t.match(refused, { ok: false, error: { code: 'CLU_REMOTE_BY_HAND', message: /nobody is there/ } });
  const runner = createByHandRunner({
    nowMs: () => 0,
    askPerson: (_server, _instruction, signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
  });
  const waiting = runner.run(server, question.command);
  await runner.close();
  t.match(await waiting, { outcome: 'cancelled', started: true });
  t.match(await runner.probe(server), { outcome: 'failed', error: { code: 'CLU_REMOTE_NONE' } });
});
