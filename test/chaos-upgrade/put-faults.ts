// Puts the faults of a seed on the simulated servers.

import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import type { Fault } from '../../demo/windows/faults.ts';
import type { FaultKind, SetupFault } from './rules/setup-faults.ts';

const faulty = { exitCode: 1603, stderr: 'Error 1603: a file is in use.' };
const wizard = { exitCode: 5, stderr: 'This wizard needs a person at the screen.' };
/** By what Fairlead looks whether a setup was done. */
const blinds = ['file-version'];

const faultOf: Readonly<Record<FaultKind, Fault>> = {
  'wants-person': { kind: 'exit', ...wizard },
  'fails-once': { kind: 'exit', ...faulty },
  'cut-done': { kind: 'cut', done: true, blinds },
  'cut-undone': { kind: 'cut', done: false, blinds },
};

/** Each waits for its setup. */
export function putFaults({ ssh }: EmbeddedCluster, faults: readonly SetupFault[]): void {
  for (const { kind, server, after } of faults) {
    const machine = ssh.servers.find(({ name }) => name === server)?.machine;
    machine?.faults.add(faultOf[kind], { name: 'run-setup', after });
  }
}
