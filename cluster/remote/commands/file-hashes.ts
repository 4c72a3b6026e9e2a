// What is in a folder of a server, by SHA-256: customised files must be the same on every server (F5).

import type { RemoteQuestion } from '../command.ts';
import { makeQuestion } from './make-question.ts';
import { getTree } from './tree-script.ts';

export type HashedFile = {
  /** From the folder on, with `/` between the parts. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, lower-case hex. */
  readonly hash: string;
  /** When it was last written, by the server's clock. */
  readonly modifiedAtMs: number;
};

export type HashedFolder = {
  readonly files: readonly HashedFile[];
  readonly bytes: number;
  /** One hash over all of it: equal where and only where paths, sizes and contents are. */
  readonly hash: string;
};

const hashTimeoutMs = 900_000;

/** Every file below `folder`, ordered by path. Fails where there are more than `maxFiles`. */
export function hashFolder(folder: string, maxFiles: number): RemoteQuestion<HashedFolder> {
  return makeQuestion({
    name: 'hash-folder',
    purpose: `Hashes every file below ${folder}.`,
    script: `${getTree}
$tree = Get-Tree $arguments.folder $arguments.maxFiles
Write-Answer @{ files = @($tree.lines); times = @($tree.times); bytes = $tree.bytes; hash = $tree.hash }`,
    arguments: { folder, maxFiles },
    timeoutMs: hashTimeoutMs,
    read: (fields) => ({
      files: withTimes(fields.texts('files').map(readLine), fields.numbers('times')),
      bytes: fields.number('bytes'),
      hash: fields.text('hash'),
    }),
  });
}

type Line = Omit<HashedFile, 'modifiedAtMs'>;

/** A line that is none is left out, and its time with it. */
function withTimes(lines: readonly (Line | undefined)[], times: readonly number[]): readonly HashedFile[] {
  return lines.flatMap((line, at) => (line === undefined ? [] : [{ ...line, modifiedAtMs: times[at] ?? 0 }]));
}

/** `HASH BYTES PATH`. */
function readLine(line: string): Line | undefined {
  const [, hash, bytes, path] = /^([0-9a-f]{64}) ([0-9]+) (.+)$/.exec(line) ?? [];
  return hash && bytes && path ? { path, bytes: Number(bytes), hash } : undefined;
}
