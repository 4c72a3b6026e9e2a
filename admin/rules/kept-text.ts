// What a run has kept and how it goes back, for the end of its tree: one line, with the command. Pure.

import type { RunDocument } from '../run-schema.ts';

type Copy = RunDocument['kept'][number];

/** Undefined where it has kept nothing, or it goes on: then its rollback is what wants them. */
export function keptText({ run, environment, endedAt, kept }: RunDocument): string | undefined {
  if (endedAt === null || kept.length === 0) return undefined;
  const servers = [...new Set(kept.flatMap(({ server }) => server ?? []))];
  const hasDatabase = kept.some(({ what }) => what === 'database');
  const things = [
    ...(hasDatabase ? ['the database'] : []),
    ...(servers.length > 0 ? [`${wordsOf(kept)} of ${servers.join(', ')}`] : []),
  ];
  const versions = [...new Set(kept.flatMap(({ version }) => version ?? []))];
  const of = versions.length === 0 ? '' : ` (${versions.join(', ')})`;
  const verb = environment === 'live' ? 'run' : 'rehearse';
  const back = hasDatabase
    ? `restore --set run=${run}${servers.length > 0 ? ' --set files=kept' : ''}`
    : `restore-server --set run=${run} --set server=${servers[0]}`;
  return `Kept: ${things.join(', ')}${of}. Back with: fairlead upgrade ${verb} ${back}`;
}

function wordsOf(kept: readonly Copy[]): string {
  const has = (wanted: Copy['what']) => kept.some(({ what }) => what === wanted);
  return has('files') && has('registry')
    ? 'files and registry keys'
    : has('files')
      ? 'files'
      : 'registry keys';
}
