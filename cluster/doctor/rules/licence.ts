// The licence: one for the whole cluster (F1, F7). Its value is never read, only whether it is there and single. Pure.

import type { DoctorFinding, Examination } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const say = sayOf('licence', 'F1, F7');
const subject = 'settings';

export const examineLicence: Examination = ({ database }) =>
  whenSeen(say, subject, database.licence, ({ rows, different, bytes }): readonly DoctorFinding[] => {
    if (rows === 0 || bytes === 0)
      return [say.fault(subject, 'There is no licence in the settings.', 'Register the CRM anew.')];
    if (different > 1) {
      const text = `The settings have ${different} different licences.`;
      return [
        say.fault(subject, text, 'Leave the one that belongs to this cluster; all servers use the same.'),
      ];
    }
    return [say.ok(subject, 'All servers share one licence, that of the database.')];
  });
