// The document library: one UNC path that every server gets at (F1, F5). Pure.

import type { PathAccess } from '../../remote/commands/path-access.ts';
import type { DoctorFacts, DoctorFinding, Examination, ServerFacts } from '../model.ts';
import { onServers, sayOf, whenSeen } from './finding.ts';

const say = sayOf('library-path', 'F1, F5');

/** What the CRM says is judged whatever is configured; tried is the configured path, where there is one. */
export const examineLibraryPath: Examination = (facts) => [...examineSetting(facts), ...examineAccess(facts)];

function examineSetting({ database, servers }: DoctorFacts): readonly DoctorFinding[] {
  return whenSeen(say, 'settings', database.libraryPath, (path) => {
    if (path === undefined || path.trim() === '')
      return [
        say.fault(
          'settings',
          'The settings name no document library.',
          'Set it in the CRM: one share for all servers.',
        ),
      ];
    return isShare(path)
      ? [say.ok('settings', `The document library is the share ${path}.`)]
      : [judgeLocal(path, servers.length)];
  });
}

function examineAccess({ database, servers, expected: { library } }: DoctorFacts): readonly DoctorFinding[] {
  const path = library.path ?? (database.libraryPath.seen ? database.libraryPath.value : undefined);
  if (path === undefined || !isShare(path)) return [];
  return onServers(say, servers, {
    look: ({ windows }) => windows.library,
    judge: (name, access) => [judgeAccess({ name, path, user: library.user }, access, servers)],
  });
}

const isShare = (path: string) => /^\\\\[^\\]+\\[^\\]+/.test(path.trim());

function judgeLocal(path: string, servers: number): DoctorFinding {
  if (servers <= 1) return say.ok('settings', `The document library is ${path}, on the one server there is.`);
  const text = `The document library is ${path}, which is another folder on each server: documents are found on the server they were saved on only.`;
  return say.fault('settings', text, 'Move it to a share and name that as \\\\machine\\share\\folder.');
}

type Tried = { readonly name: string; readonly path: string; readonly user: string | undefined };

/** That nobody gets there without a password says little: a log-on by SSH key is let onto no share. */
function judgeAccess(
  { name, path, user }: Tried,
  { kind, problem }: PathAccess,
  servers: readonly ServerFacts[],
): DoctorFinding {
  const who = user === undefined ? '' : ` as ${user}`;
  if (kind === 'folder') return say.ok(name, `It gets at ${path}${who}.`);
  if (kind === 'file') return say.fault(name, `${path} is a file there.`, 'Name the folder.');
  const others = servers.some(({ windows: { library } }) => library.seen && library.value.kind === 'folder');
  const saw = `It does not get at ${path}${who}${problem === undefined ? '' : `: ${problem.trim().replace(/\.$/, '')}`}.`;
  if (others)
    return say.fault(name, saw, 'See that the share is reached from this server, by the user of the CRM.');
  if (user !== undefined)
    return say.fault(name, saw, 'See that the path is right, and files.library.user and its password.');
  const because = `No server gets at ${path} over SSH, which may be for the log-on by key, as Windows lets that onto no share.`;
  return say.unknown(
    name,
    because,
    'Set files.library.user and password, or open a document on each server by hand.',
  );
}
