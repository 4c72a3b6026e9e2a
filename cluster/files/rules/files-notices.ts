// What an operator should know of the files of the servers. Pure.

import type { Notice } from '../../model.ts';
import type { FilesView } from '../files-keeper.ts';

export function filesNotices(view: FilesView): readonly Notice[] {
  return [...differenceNotices(view), ...unseenNotices(view), ...libraryNotices(view), ...syncNotices(view)];
}

function differenceNotices({ folders, sync }: FilesView): readonly Notice[] {
  if (sync !== undefined && sync.end === undefined) return [];
  const counted = new Map<string, number>();
  for (const { server, standing } of folders.flatMap((folder) => folder.servers)) {
    const count = standing.kind === 'seen' ? standing.differences.length : 0;
    if (count > 0) counted.set(server.name, (counted.get(server.name) ?? 0) + count);
  }
  if (counted.size === 0) return [];
  const told = [...counted].map(([name, count]) => `${name} ${count}`).join(', ');
  return [
    {
      severity: 'warning',
      code: 'files-differ',
      text: `Files differ from the master's: ${told}.`,
      mend: '`fairlead files diff` lists them, `fairlead files sync` copies them.',
    },
  ];
}

function unseenNotices({ folders }: FilesView): readonly Notice[] {
  return folders.flatMap(({ folder, servers }) => {
    const unseen = servers.flatMap(({ server, standing }) =>
      standing.kind === 'unknown' ? [{ name: server.name, standing }] : [],
    );
    const first = unseen[0];
    if (first === undefined) return [];
    const names = unseen.map(({ name }) => name).join(', ');
    const text = `The folder ${folder.name} could not be compared on ${names}: ${first.standing.text}`;
    return [{ severity: 'warning' as const, code: 'files-unseen', text, mend: first.standing.mend }];
  });
}

function libraryNotices({ library }: FilesView): readonly Notice[] {
  const away = (library?.servers ?? []).flatMap(({ server, access }) =>
    access.kind === 'not-reached' ? [{ name: server.name, text: access.text }] : [],
  );
  const first = away[0];
  if (library === undefined || first === undefined) return [];
  const names = away.map(({ name }) => name).join(', ');
  return [
    {
      severity: 'warning',
      code: 'library-unreachable',
      text: `${names} cannot reach the document library ${library.path}: ${first.text}`,
      mend: 'Every server needs the same share, with the rights of the CRM; a share wants files.library.user here.',
    },
  ];
}

function syncNotices({ sync }: FilesView): readonly Notice[] {
  if (sync?.end?.kind !== 'failed') return [];
  const { step, text, mend } = sync.end;
  const at = `${step.folder}/${step.path} on ${step.server.name}`;
  return [
    {
      severity: 'warning',
      code: 'files-sync-failed',
      text: `Copying stopped at ${at}: ${text} ${sync.done} of ${sync.plan.steps.length} were done.`,
      mend,
    },
  ];
}
