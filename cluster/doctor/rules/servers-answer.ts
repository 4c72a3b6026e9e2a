// Does each server show its log-on page, and is the system open to log-ons (F1, F3). Pure.

import { findServer } from '../../rules/live-findings.ts';
import type { Examination } from '../model.ts';
import { sayOf } from './finding.ts';

const say = sayOf('server-answers', 'F3');
const lock = sayOf('system-lock', 'F1');

export const examineServersAnswer: Examination = ({ servers, topology, expected }) => {
  const answers = servers.map(({ server, check }) => {
    const { severity, saw, mend } = findServer(server, check, { probe: { path: expected.probePath } });
    return severity === 'good' ? say.ok(server.name, saw) : say[severity](server.name, saw, mend);
  });
  const locked = topology.seen ? topology.value.topology.flags.lock : undefined;
  if (locked === undefined) return answers;
  const text = `The CRM has been locked by user ${locked.lockedBy}: nobody can log on.`;
  return [
    ...answers,
    lock.warning('settings', text, '`fairlead unlock`, or Administration | System | Locks in the CRM.'),
  ];
};
