// One version everywhere: what the pages tell, what the program files say, what the database is for (F7). Pure.

import type { DoctorFinding, Examination, ServerFacts } from '../model.ts';
import { onServers, sayOf } from './finding.ts';

const say = sayOf('versions', 'F7');
const mend = 'Bring all servers to one version before users are let in.';

export const examineVersions: Examination = ({ servers, topology }) => {
  const stored = topology.seen ? topology.value.topology.flags.version : undefined;
  const files = onServers(say, servers, {
    look: ({ windows }) => windows.program,
    judge: (name, { file }) => compare(name, file, { first: firstFile(servers), of: 'program' }),
  });
  return [...files, ...pageFindings(servers, stored)];
};

const firstFile = (servers: readonly ServerFacts[]) =>
  servers.map(({ windows: { program } }) => (program.seen ? program.value.file : undefined)).find(Boolean);

function compare(
  name: string,
  own: string,
  { first, of }: { readonly first: string | undefined; readonly of: string },
): readonly DoctorFinding[] {
  if (own === first) return [say.ok(name, `Its ${of} has version ${own}.`)];
  return [say.fault(name, `Its ${of} has version ${own}, that of the first server ${first}.`, mend)];
}

function pageFindings(servers: readonly ServerFacts[], stored: string | undefined): readonly DoctorFinding[] {
  const told = servers.filter(({ check }) => check.version !== undefined);
  const first = told[0]?.check.version;
  if (first === undefined) {
    const because = 'No page tells the version of the CRM there.';
    const how = 'Set crm.overrides.probe.versionPattern where the log-on page tells it.';
    return [say.unknown('cluster', because, how)];
  }
  const findings = told
    .filter(({ check }) => check.version !== first)
    .map(({ server, check }) =>
      say.fault(
        server.name,
        `Its page tells version ${check.version}, that of the first server ${first}.`,
        mend,
      ),
    );
  if (findings.length > 0) return findings;
  if (stored !== undefined && stored !== first) {
    const text = `The pages tell version ${first}, the database is for ${stored}.`;
    return [say.warning('cluster', text, 'See whether an upgrade was left half done.')];
  }
  return [say.ok('cluster', `The pages tell version ${first}.`)];
}
