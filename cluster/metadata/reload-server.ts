// Has one server load its metadata anew and makes sure that it has: by its stamp where it tells one, else by its log-on
// page. How it is asked stands in the profile. Never rejects; decides nothing but when to look again.

import type { Server } from '../model.ts';
import { pause } from '../pause.ts';
import type { RemoteCommand, RemoteRunner } from '../remote/command.ts';
import { type AskPageOptions, askPage } from './ask-page.ts';
import type { MetadataProfile } from './metadata-crm.ts';
import { isBehind } from './rules/stamp.ts';
import { readTold, type Told } from './rules/told.ts';

export type ReloadOptions = {
  readonly profile: MetadataProfile;
  /** Page that must show `expect` again where a server tells no stamp. */
  readonly probe: { readonly path: string; readonly expect: string };
  readonly page: AskPageOptions;
  /** Undefined: there is no SSH at all. */
  readonly runner: RemoteRunner | undefined;
  readonly timeoutMs: number;
  readonly nowMs: () => number;
};

/** `text` is one sentence: what was asked and what came back. */
export type ReloadOutcome = { readonly ok: boolean; readonly text: string };

const lookAgainMs = 500;
const lookTimeoutMs = 10_000;

/** Asks `server` what it has loaded. */
export async function askStamp(
  server: Server,
  { profile, page }: Pick<ReloadOptions, 'profile' | 'page'>,
  signal: AbortSignal,
): Promise<Told> {
  const { stampPath } = profile;
  if (stampPath === null) return { kind: 'not-asked' };
  const question = { method: 'GET', path: stampPath, timeoutMs: lookTimeoutMs } as const;
  const asked = await askPage(server, question, page, signal);
  return asked.kind === 'failed' ? asked : readTold(asked, profile);
}

/** `newest` is the stamp it must have afterwards; undefined: none that a server could tell. */
export async function reloadServer(
  server: Server,
  newest: string | undefined,
  options: ReloadOptions,
  signal: AbortSignal,
): Promise<ReloadOutcome> {
  const untilMs = options.nowMs() + options.timeoutMs;
  const asked = await askToReload(server, options, signal);
  if (!asked.ok) return asked;
  for (;;) {
    const seen = await verify(server, newest, options, signal);
    if (seen.ok) return { ok: true, text: `${asked.text}; ${seen.text}` };
    if (signal.aborted) return { ok: false, text: `${asked.text}; stopped before it was verified` };
    if (options.nowMs() >= untilMs)
      return { ok: false, text: `${asked.text}, but after ${options.timeoutMs} ms ${seen.text}` };
    await pause(lookAgainMs, signal);
  }
}

async function askToReload(
  server: Server,
  options: ReloadOptions,
  signal: AbortSignal,
): Promise<ReloadOutcome> {
  const { reloadBy, reloadCommand } = options.profile;
  switch (reloadBy) {
    case 'page':
      return askByPage(server, options, signal);
    case 'command':
      return askByCommand(server, reloadCommand ?? '', options, signal);
    case 'by-hand':
      return { ok: false, text: 'the profile says that a person does it' };
  }
}

async function askByPage(
  server: Server,
  { profile, page, timeoutMs }: ReloadOptions,
  signal: AbortSignal,
): Promise<ReloadOutcome> {
  const { reloadMethod: method, reloadPath, reloadExpect } = profile;
  const path = reloadPath ?? '/';
  const asked = await askPage(server, { method, path, timeoutMs }, page, signal);
  if (asked.kind === 'failed') return { ok: false, text: asked.text };
  const text = `${method} ${path}: ${asked.status}`;
  if (asked.status !== 200) return { ok: false, text };
  if (reloadExpect !== null && !asked.body.includes(reloadExpect))
    return { ok: false, text: `${text} without "${reloadExpect}"` };
  return { ok: true, text };
}

async function askByCommand(
  server: Server,
  script: string,
  { runner, timeoutMs }: ReloadOptions,
  signal: AbortSignal,
): Promise<ReloadOutcome> {
  if (runner === undefined) return { ok: false, text: 'there is no SSH to run the command over' };
  const result = await runner.run(server, reloadCommand(server.name, script, timeoutMs), signal);
  if (result.outcome !== 'done') return { ok: false, text: result.error.message };
  const text = `the command ended with exit code ${result.exitCode}`;
  return { ok: result.exitCode === 0, text };
}

/** The operator's own script; it finds the server's name as `$arguments.server`. */
export function reloadCommand(server: string, script: string, timeoutMs: number): RemoteCommand {
  return {
    purpose: `Has ${server} load its metadata anew.`,
    program: { kind: 'powershell', script, arguments: { server } },
    timeoutMs,
    repeatable: true,
  };
}

async function verify(
  server: Server,
  newest: string | undefined,
  options: ReloadOptions,
  signal: AbortSignal,
): Promise<ReloadOutcome> {
  const told = await askStamp(server, options, signal);
  if (told.kind === 'stamp' && newest !== undefined) {
    const text = `it has loaded ${told.stamp}`;
    return { ok: !isBehind(told.stamp, newest), text };
  }
  if (told.kind === 'failed') return { ok: false, text: told.text };
  const { path, expect } = options.probe;
  const asked = await askPage(
    server,
    { method: 'GET', path, timeoutMs: lookTimeoutMs },
    options.page,
    signal,
  );
  if (asked.kind === 'failed') return { ok: false, text: asked.text };
  const right = asked.status === 200 && asked.body.includes(expect);
  return { ok: right, text: `GET ${path}: ${asked.status} ${right ? 'with' : 'without'} "${expect}"` };
}
