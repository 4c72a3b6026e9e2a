// The server list itself: its form, names that the database cannot tell apart, and what was noticed in reading it (F1,
// F2). Pure.

import type { Notice, Server } from '../../model.ts';
import { counted } from '../../rules/counted.ts';
import { serverNameWidth } from '../../rules/user-counts.ts';
import type { DoctorFinding, Examination } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const say = sayOf('server-list', 'F1, F2');
const subject = 'settings';

const unreadableMend = 'Correct it in the CRM, or set crm.overrides.parameters if a row has another name.';

export const examineServerList: Examination = ({ settings, topology, unreadable }) => {
  if (unreadable.length > 0) return unreadable.map((reason) => say.fault(subject, reason, unreadableMend));
  return whenSeen(say, subject, topology, (read) => {
    const { servers } = read.topology;
    const list = settings.seen ? settings.value.serverNames : undefined;
    const findings = [...formOf(list), ...cutNames(servers), ...read.remarks.map(remark)];
    if (findings.length > 0) return findings;
    return [
      say.ok(
        subject,
        `${counted(servers.length, 'server')}: ${servers.map((each) => each.name).join(', ')}.`,
      ),
    ];
  });
};

/** The CRM writes a `;` behind the last name too, even with one server. */
function formOf(list: string | undefined): readonly DoctorFinding[] {
  if (list === undefined || list.trim() === '') return [];
  if (!list.trimEnd().endsWith(';')) {
    const mend = 'Write a `;` behind each name in ServerNames, the last one too, then refresh the metadata.';
    return [say.warning(subject, `The server list does not end with a ";": "${list}".`, mend)];
  }
  const entries = list.trim().slice(0, -1).split(';');
  if (entries.every((entry) => entry.trim() !== '')) return [];
  const mend = 'Take the blank entry out of ServerNames; the lists that go with it count by position.';
  return [say.warning(subject, `The server list has a blank entry: "${list}".`, mend)];
}

function cutNames(servers: readonly Server[]): readonly DoctorFinding[] {
  return servers
    .filter(({ name }) => name.length > serverNameWidth)
    .map(({ name }) => {
      const text = `The name has ${name.length} characters, and the database keeps ${serverNameWidth} of a user's last server.`;
      return say.warning(name, text, 'Give the machine a shorter name: users are counted by it.');
    });
}

function remark({ severity, text, mend }: Notice): DoctorFinding {
  return severity === 'fault' ? say.fault(subject, text, mend) : say.warning(subject, text, mend);
}
