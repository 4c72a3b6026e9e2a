// The files of a folder of a server, by SSH: PowerShell lists and hashes them, and takes contents in parts.

import type { Server } from '../model.ts';
import { ask } from '../remote/ask.ts';
import type { RemoteQuestion, RemoteRunner } from '../remote/command.ts';
import { hashFolder } from '../remote/commands/file-hashes.ts';
import { placeFile, readFilePart, setFileAside, writeFilePart } from '../remote/commands/file-parts.ts';
import type { FilesDoor, Reached } from './model.ts';
import { onItsWay } from './rules/ignored.ts';

export type SshDoorOptions = {
  readonly runner: RemoteRunner;
  readonly server: Server;
  /** Of the folder on the server. */
  readonly path: string;
  readonly folder: string;
  readonly backupFolder: string;
  readonly partBytes: number;
};

export function createSshDoor(options: SshDoorOptions): FilesDoor {
  const { path: root, folder, backupFolder, partBytes } = options;
  const full = (path: string) => windowsPath(root, path);
  const backupOf = (run: string, path: string) => windowsPath(backupFolder, `${run}/${folder}/${path}`);
  const asked = <Value>(question: RemoteQuestion<Value>, signal: AbortSignal) =>
    answered(options, question, signal);
  return {
    async list(maxFiles, signal) {
      const found = await asked(hashFolder(root, maxFiles), signal);
      return found.ok ? { ok: true, value: found.value.files } : found;
    },
    readPart: (path, offset, signal) => asked(readFilePart(full(path), offset, partBytes), signal),
    async writePart({ path, offset, bytes, fileBytes }, signal) {
      const beside = full(path) + onItsWay;
      return done(await asked(writeFilePart({ path: beside, offset, bytes, fileBytes }), signal));
    },
    async place({ path, run, ...order }, signal) {
      const [at, backup] = [full(path), backupOf(run, path)];
      return done(await asked(placeFile({ ...order, path: at, from: at + onItsWay, backup }), signal));
    },
    async setAside({ path, hash, run }, signal) {
      return done(await asked(setFileAside(full(path), hash, backupOf(run, path)), signal));
    },
  };
}

function windowsPath(root: string, path: string): string {
  return `${root.replace(/[\\/]+$/, '')}\\${path.replaceAll('/', '\\')}`;
}

async function answered<Value>(
  { runner, server }: SshDoorOptions,
  question: RemoteQuestion<Value>,
  signal: AbortSignal,
): Promise<Reached<Value>> {
  const answer = await ask(runner, server, question, signal);
  if (answer.ok) return { ok: true, value: answer.value };
  const { message: text, mend } = answer.error;
  return { ok: false, text, mend };
}

function done(answer: Reached<unknown>): Reached<undefined> {
  return answer.ok ? { ok: true, value: undefined } : answer;
}
