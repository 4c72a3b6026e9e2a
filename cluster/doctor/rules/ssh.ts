// SSH to each server, and the rights one has there. Pure.

import type { Examination } from '../model.ts';
import { onServers, sayOf } from './finding.ts';

const say = sayOf('ssh', '');

/** A server that has SSH and does not let us in is a fault; one without is not examined. */
export const examineSsh: Examination = ({ servers }) =>
  onServers(say, servers, {
    look: ({ windows }) => windows.ssh,
    judge: (name, ssh) => {
      if (!ssh.works) return [say.fault(name, ssh.text, ssh.mend)];
      if (ssh.administrator) return [say.ok(name, `Commands run as ${ssh.user}, an administrator.`)];
      const text = `Commands run as ${ssh.user}, who is no administrator: services and IIS want one.`;
      return [say.warning(name, text, 'Put the user into the group Administrators (docs/remote.md).')];
    },
  });
