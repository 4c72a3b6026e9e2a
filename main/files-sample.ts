// The files of the servers as the plain sample that metrics are made of. Renames and regroups; counts nothing.

import { countsOf } from '../cluster/files/rules/counts.ts';
import type { FilesSample } from '../metrics/sources.ts';
import type { Managed } from './manage/manage.ts';

/** Only the leader looks by itself, so only there a look can be late. */
export function filesSample({ files, leadership }: Pick<Managed, 'files' | 'leadership'>): FilesSample {
  const { lookedAtMs, settings, folders, library } = files.keeper.view();
  const looks = settings.folders.length > 0 && leadership.isLeader();
  const counts = countsOf(folders);
  const access = (name: string) => library?.servers.find(({ server }) => server.name === name)?.access.kind;
  const asked = (library?.servers ?? []).map(({ server }) => server.name);
  const names = new Set([...counts.map(({ server }) => server), ...asked]);
  return {
    lookedAtMs,
    lookMs: looks ? settings.lookMs : undefined,
    servers: [...names].map((server) => {
      const kind = access(server);
      return {
        server,
        differences: counts.find((each) => each.server === server)?.differences,
        library: kind === undefined || kind === 'unknown' ? undefined : kind === 'reached',
      };
    }),
  };
}
