// The server of detached table-level scripts: one of the cluster's, by a name its certificate has; not needed where
// there are no such scripts (F1, F6). Pure.

import type { DoctorFinding, Examination, ServerFacts } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const say = sayOf('dtls-server', 'F1, F6');
const mend = 'Correct DTLS Server Name in Administration | System | Database.';

export const examineDtlsServer: Examination = ({
  topology,
  servers,
  database: { detachedScripts: scripts },
}) =>
  whenSeen(say, 'settings', topology, ({ topology: { flags, source } }) => {
    if (source === 'configuration') return [notTold];
    if (flags.dtlsServer !== undefined) return judge(flags.dtlsServer, servers);
    return [scripts.seen ? untold(scripts.value) : notTold];
  });

const notTold = say.unknown(
  'settings',
  'No DTLS server is told: the row is blank or not known.',
  'Run `fairlead discover`; detached scripts run on no server without it.',
);

function untold(scripts: number): DoctorFinding {
  if (scripts === 0) return say.ok('settings', 'There are no detached scripts, so no DTLS server is needed.');
  const text = `${scripts} detached scripts wait for a DTLS server, and none is told: the row is blank or not known.`;
  return say.fault('settings', text, `${mend} Or run \`fairlead discover\` where its row has another name.`);
}

function judge(name: string, servers: readonly ServerFacts[]): readonly DoctorFinding[] {
  const asked = name.toLowerCase();
  const found = servers.find(({ server }) => server.hostNames.includes(asked));
  // That it is none of the servers is a remark of the server list.
  if (found === undefined) return [];
  const { door, server } = found;
  if (door.seen && door.value.kind === 'tls' && !door.value.fits.includes(asked)) {
    const text = `The DTLS server is set to "${name}", which is not a name of the certificate of ${server.name} (${door.value.names}).`;
    return [say.warning('settings', text, mend)];
  }
  return [say.ok('settings', `The DTLS server is ${name}.`)];
}
