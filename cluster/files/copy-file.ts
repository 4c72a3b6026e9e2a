// One step of a sync: a file goes from the master to a server in parts and is put in its place. Nothing is kept here.

import type { FilesDoor, Reached } from './model.ts';
import type { SyncStep } from './rules/sync-plan.ts';

export type StepDoors = { readonly master: FilesDoor; readonly target: FilesDoor };

/** `run` names the folder of backups. Resolves when the file stands there, verified; never rejects. */
export async function doStep(
  step: SyncStep,
  { master, target }: StepDoors,
  run: string,
  signal: AbortSignal,
): Promise<Reached<undefined>> {
  const { path } = step;
  if (step.kind === 'set-aside') {
    return target.setAside({ path, run, hash: step.was.hash, was: step.was.hash }, signal);
  }
  const sent = await sendParts(step, { master, target }, signal);
  if (!sent.ok) return sent;
  const { hash, modifiedAtMs } = step.file;
  const was = step.kind === 'replace' ? step.was.hash : undefined;
  return target.place({ path: placeOf(step), run, hash, was, modifiedAtMs }, signal);
}

/** Where the name differs in case alone, the one that is there stays. */
const placeOf = (step: Exclude<SyncStep, { kind: 'set-aside' }>) =>
  step.kind === 'replace' ? step.was.path : step.path;

/** An empty file is one empty part. */
async function sendParts(
  step: Exclude<SyncStep, { kind: 'set-aside' }>,
  { master, target }: StepDoors,
  signal: AbortSignal,
): Promise<Reached<undefined>> {
  const fileBytes = step.file.bytes;
  let offset = 0;
  do {
    const read = await master.readPart(step.file.path, offset, signal);
    if (!read.ok) return read;
    const { bytes } = read.value;
    if (read.value.fileBytes !== fileBytes || (bytes.length === 0 && offset < fileBytes)) {
      const text = `${step.file.path} was changed on the master since it was looked at.`;
      return { ok: false, text, mend: 'Look again, then copy.' };
    }
    const written = await target.writePart({ path: placeOf(step), offset, bytes, fileBytes }, signal);
    if (!written.ok) return written;
    offset += bytes.length;
  } while (offset < fileBytes);
  return { ok: true, value: undefined };
}
