// Files of the simulated servers: which must be the same (F5), and what somebody forgot to copy, so that there is
// something to see.

import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';

const install = 'C:\\Program Files (x86)\\Sage\\CRM\\CRM';
export const customPages = `${install}\\WWWRoot\\CustomPages`;

/** The section `files`. */
export const simulatedFiles = {
  folders: {
    CustomPages: { path: customPages, ignore: ['**/*.log'] },
    CustomDotNet: { path: `${install}\\CustomDotNet` },
  },
  lookMs: 60_000,
};

const dayMs = 86_400_000;

/** The second server has an older custom page, and not yet the newest one. */
export function forgetFiles({ ssh }: Pick<EmbeddedCluster, 'ssh'>, nowMs: number): void {
  const [, second] = ssh.servers;
  if (second === undefined) return;
  const map = '<%\n// A map of the company.\n%>\n';
  for (const { machine } of ssh.servers) {
    if (machine !== second.machine) machine.files.write(`${customPages}\\Company\\Map.asp`, map, nowMs);
  }
  const older = '<%\n// A simulated custom page, as it was yesterday.\n%>\n';
  second.machine.files.write(`${customPages}\\Company\\Summary.asp`, older, nowMs - dayMs);
}
