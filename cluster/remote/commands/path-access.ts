// Whether a server gets at a path, such as the share of the document library (F5).

import type { RemoteQuestion } from '../command.ts';
import { type ShareUser, shareAccess } from '../rules/share.ts';
import { lookMs, makeQuestion } from './make-question.ts';
import { openShare } from './tree-script.ts';

export type PathAccess = {
  readonly kind: 'folder' | 'file' | 'missing';
  /** Told where it was asked: whether a file could be made there and removed again. */
  readonly writable: boolean | undefined;
  /** What stood in the way. */
  readonly problem: string | undefined;
};

export type PathAccessOptions = {
  /** Also makes a small file in the folder and removes it. */
  readonly tryWriting?: boolean;
  readonly shareUser?: ShareUser;
};

/** A path that cannot be reached is an answer, not a failure. */
export function pathAccess(path: string, options: PathAccessOptions = {}): RemoteQuestion<PathAccess> {
  const access = shareAccess(path, options.shareUser);
  return makeQuestion({
    ...access,
    name: 'path-access',
    purpose: `Tries whether the server gets at ${path}.`,
    script: `$kind = 'missing'; $writable = $null; $problem = $null
try {
  ${openShare.replaceAll('\n', '\n  ')}
  $item = Get-Item -LiteralPath $arguments.path -Force
  $kind = 'file'
  if ($item.PSIsContainer) { $kind = 'folder' }
  if ($arguments.tryWriting -and $kind -eq 'folder') {
    $writable = $false
    $trial = Join-Path $arguments.path ('fairlead-' + [Guid]::NewGuid().ToString('N') + '.tmp')
    [IO.File]::WriteAllText($trial, 'written to see whether it can be; may be removed')
    Remove-Item -LiteralPath $trial
    $writable = $true
  }
} catch { $problem = [string]$_ }
Write-Answer @{ kind = $kind; writable = $writable; problem = $problem }`,
    arguments: { path, tryWriting: options.tryWriting ?? false, ...access.arguments },
    timeoutMs: lookMs,
    read: (fields) => {
      const kind = fields.text('kind');
      const writable = fields.optionalText('problem') === undefined && kind === 'folder';
      return {
        kind: kind === 'folder' || kind === 'file' ? kind : 'missing',
        writable: options.tryWriting ? writable : undefined,
        problem: fields.optionalText('problem'),
      };
    },
  });
}
