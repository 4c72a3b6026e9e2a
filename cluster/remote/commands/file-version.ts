// The version of a program or library of a server, as its makers wrote it into the file.

import type { RemoteQuestion } from '../command.ts';
import { lookMs, makeQuestion } from './make-question.ts';

export type FileVersion = {
  /** Four numbers, such as `7.2.0.1`. */
  readonly file: string;
  /** As people read it; may be any text. */
  readonly product: string | undefined;
  readonly bytes: number;
};

export function fileVersion(path: string): RemoteQuestion<FileVersion> {
  return makeQuestion({
    name: 'file-version',
    purpose: `Tells the version of ${path}.`,
    script: `$file = Get-Item -LiteralPath $arguments.path -Force
$info = [Diagnostics.FileVersionInfo]::GetVersionInfo($file.FullName)
$version = '{0}.{1}.{2}.{3}' -f $info.FileMajorPart, $info.FileMinorPart, $info.FileBuildPart, $info.FilePrivatePart
Write-Answer @{ file = $version; product = $info.ProductVersion; bytes = $file.Length }`,
    arguments: { path },
    timeoutMs: lookMs,
    read: (fields) => ({
      file: fields.text('file'),
      product: fields.optionalText('product'),
      bytes: fields.number('bytes'),
    }),
  });
}
