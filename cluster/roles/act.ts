// Starts or stops one role on one server, by SSH or by a person's hand. Whether it may be done is decided elsewhere.

import type { Server } from '../model.ts';
import { ask } from '../remote/ask.ts';
import type { RemoteRunner } from '../remote/command.ts';
import { standDownService, standUpService } from '../remote/commands/role-service.ts';
import { deployWebApplication, parkWebApplication } from '../remote/commands/web-application.ts';
import type { RoleMeans } from './role.ts';
import type { Seen } from './rules/read-sights.ts';

/** What came of it; `seen` is how the role stood right after it. */
export type Acted =
  | { readonly ok: true; readonly text: string; readonly seen: Seen }
  | { readonly ok: false; readonly text: string };

export type Act = {
  readonly what: 'start' | 'stop';
  readonly means: RoleMeans;
  readonly server: Server;
  /** How long a service may take. */
  readonly waitMs: number;
};

/** Never rejects. Done twice it changes nothing more. */
export async function act(runner: RemoteRunner, deed: Act, signal: AbortSignal): Promise<Acted> {
  const { means } = deed;
  switch (means.kind) {
    case 'service':
      return actOnService(runner, deed, means.service, signal);
    case 'web-application':
      return actOnApplication(runner, deed, means, signal);
    case 'parameter':
    case 'none':
      return { ok: false, text: 'it is not started or stopped on a server' };
  }
}

async function actOnService(
  runner: RemoteRunner,
  { what, server, waitMs }: Act,
  service: string,
  signal: AbortSignal,
): Promise<Acted> {
  const question = what === 'start' ? standUpService(service, waitMs) : standDownService(service, waitMs);
  const answer = await ask(runner, server, question, signal);
  if (!answer.ok) return { ok: false, text: answer.error.message };
  const { running, services } = answer.value;
  const text = `the service ${services.join(', ')} ${running ? 'runs' : 'is stopped'}`;
  return { ok: true, text, seen: { state: running ? 'running' : 'stopped', text } };
}

async function actOnApplication(
  runner: RemoteRunner,
  { what, server, waitMs }: Act,
  { application, folder, parkFolder, service }: Extract<RoleMeans, { kind: 'web-application' }>,
  signal: AbortSignal,
): Promise<Acted> {
  const place = { application, folder, parkFolder };
  const make = what === 'start' ? deployWebApplication : parkWebApplication;
  const answer = await ask(runner, server, make(place, service, waitMs), signal);
  if (!answer.ok) return { ok: false, text: answer.error.message };
  const { deployed } = answer.value;
  const text = deployed ? `${application} is in ${folder}` : `${application} is parked`;
  return { ok: true, text, seen: { state: deployed ? 'running' : 'stopped', text } };
}
