// Looks at one server over SSH: which roles run there. What the answers mean is decided in rules/read-sights.ts.

import type { Server } from '../model.ts';
import { ask } from '../remote/ask.ts';
import type { RemoteRunner } from '../remote/command.ts';
import { listServices } from '../remote/commands/services.ts';
import { lookAtWebApplication, type WebApplication } from '../remote/commands/web-application.ts';
import type { RemoteError } from '../remote/errors.ts';
import type { Role, RoleMeans, RoleName } from './role.ts';
import { type Seen, seenOn } from './rules/read-sights.ts';

export type Look =
  | { readonly ok: true; readonly seen: ReadonlyMap<RoleName, Seen> }
  | { readonly ok: false; readonly error: RemoteError };

/** One or two commands, whatever number of roles; those that do not show on a server are left out. Never rejects. */
export async function lookAtServer(
  runner: RemoteRunner,
  server: Server,
  roles: readonly Role[],
  signal: AbortSignal,
): Promise<Look> {
  const shown = roles.filter(({ means }) => means.kind === 'service' || means.kind === 'web-application');
  const patterns = [...new Set(shown.flatMap(({ means }) => serviceOf(means)))];
  if (patterns.length === 0) return { ok: true, seen: new Map() };
  const listed = await ask(runner, server, listServices(patterns), signal);
  if (!listed.ok) return listed;
  const applications = new Map<string, WebApplication>();
  for (const { means } of shown) {
    if (means.kind !== 'web-application') continue;
    const { application, folder, parkFolder } = means;
    const looked = await ask(
      runner,
      server,
      lookAtWebApplication({ application, folder, parkFolder }),
      signal,
    );
    if (!looked.ok) return looked;
    applications.set(application, looked.value);
  }
  const tells = { services: listed.value, applications };
  return { ok: true, seen: new Map(shown.map(({ name, means }) => [name, seenOn(means, tells)])) };
}

function serviceOf(means: RoleMeans): readonly string[] {
  return means.kind === 'service' || means.kind === 'web-application' ? [means.service] : [];
}
