// IIS as a whole: stop, start, reset. A reset drops every session of the server (F2), so it is never repeated blindly.

import type { RemoteQuestion } from '../command.ts';
import { makeQuestion } from './make-question.ts';

export type IisAction = 'restart' | 'stop' | 'start';

const words: Readonly<Record<IisAction, string>> = {
  restart: 'Restarts IIS',
  stop: 'Stops IIS',
  start: 'Starts IIS',
};

const resetSeconds = 120;
const resetTimeoutMs = 300_000;

/** Runs `iisreset`; what it printed comes back. Fails where it does not end with exit code 0. */
export function iisReset(action: IisAction): RemoteQuestion<{ readonly said: string }> {
  return makeQuestion({
    name: 'iisreset',
    purpose: `${words[action]} (iisreset /${action}).`,
    script: `$iisreset = Join-Path $env:windir 'System32\\iisreset.exe'
$said = (& $iisreset ('/' + $arguments.action) ('/timeout:' + $arguments.seconds) | Out-String).Trim()
if ($LASTEXITCODE -ne 0) { throw "iisreset ended with exit code $LASTEXITCODE and said: $said" }
Write-Answer @{ said = $said }`,
    arguments: { action, seconds: resetSeconds },
    timeoutMs: resetTimeoutMs,
    repeatable: action !== 'restart',
    read: (fields) => ({ said: fields.text('said') }),
  });
}
