// Each server must be the machine the list says it is: sessions and services are counted by that name, and a database
// that was restored elsewhere carries the old list (F1, F2). Pure.

import type { DoctorFinding, Examination } from '../model.ts';
import { onServers, sayOf } from './finding.ts';

const say = sayOf('machine-names', 'F1, F2');

export const examineMachineNames: Examination = ({ servers }) =>
  onServers(say, servers, {
    look: ({ windows }) => windows.ssh,
    judge: (name, ssh): readonly DoctorFinding[] => {
      if (!ssh.works) return [say.unknown(name, ssh.text, ssh.mend)];
      const { machine } = ssh;
      if (machine.toLowerCase() === name.toLowerCase())
        return [say.ok(name, `The machine calls itself ${machine}.`)];
      const text = `The machine that is reached as ${name} calls itself ${machine}.`;
      const mend =
        'Correct ServerNames (a restored database carries the old one), or where the server is reached: its origin and SSH address.';
      return [say.fault(name, text, mend)];
    },
  });
