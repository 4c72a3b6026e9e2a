// A command as an instruction to a person, for a server without SSH: what it is for, what to paste, what to answer.

import type { RemoteCommand } from '../command.ts';
import { powershellJson } from './powershell-text.ts';
import { quoteWindows } from './windows-quote.ts';

export type Instruction = {
  readonly server: string;
  readonly purpose: string;
  /** Where the text goes. */
  readonly shell: 'powershell' | 'cmd';
  /** Exactly what to paste into a window opened as administrator. Holds no secret: the person is asked for those. */
  readonly text: string;
  /** What the person tells afterwards: only that it is done, or the last line that was printed as well. */
  readonly answer: 'done' | 'last-line';
};

/** `server` is the name people know it by. */
export function instructionOf(server: string, command: RemoteCommand): Instruction {
  const { program, purpose } = command;
  if (program.kind === 'argv') {
    const text = quoteWindows(program.argv, 'cmd');
    return { server, purpose, shell: 'cmd', text, answer: 'done' };
  }
  const asked = (command.secrets ?? []).map(
    (name) =>
      `$secrets.${name} = (New-Object PSCredential 'x', (Read-Host -AsSecureString '${name}')).GetNetworkCredential().Password`,
  );
  const lines = [
    `$arguments = ConvertFrom-Json ${powershellJson(program.arguments)}`,
    ...(asked.length > 0 ? ['$secrets = @{}', ...asked] : []),
    'function Write-Answer($value) { ConvertTo-Json -InputObject $value -Compress -Depth 6 }',
    `& {\n${program.script}\n}`,
  ];
  const answer = program.script.includes('Write-Answer') ? 'last-line' : 'done';
  return { server, purpose, shell: 'powershell', text: lines.join('\n'), answer };
}
