// The service account: can it log on to each server, as the warm-up and the deepest probe do (F2, F4). Pure.

import type { Examination } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const say = sayOf('service-account', 'F2, F4');
const mend =
  'See that the account can log on to the CRM there: its password, whether it is locked or disabled.';

export const examineServiceAccount: Examination = ({ serviceLogOns }) =>
  whenSeen(say, 'cluster', serviceLogOns, (all) =>
    all.map(({ server, works, text }) => (works ? say.ok(server, text) : say.fault(server, text, mend))),
  );
