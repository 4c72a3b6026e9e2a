// The CRM's own balancing must be off where a balancer stands in front (F1). Pure.

import { ownBalancingNotice } from '../../rules/directory-notices.ts';
import type { Examination } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const say = sayOf('own-balancing', 'F1');

export const examineOwnBalancing: Examination = ({ topology }) =>
  whenSeen(say, 'settings', topology, ({ topology: { flags, source } }) => {
    const { text, mend } = ownBalancingNotice;
    if (flags.ownBalancing === true) return [say.fault('settings', text, mend)];
    if (flags.ownBalancing === false)
      return [say.ok('settings', 'The CRM does not move log-ons itself (Do Load Balancing is off).')];
    const because =
      source === 'configuration'
        ? 'There is no database to read it from.'
        : 'The row of "Do Load Balancing" is not known, or its value is no boolean.';
    return [say.unknown('settings', because, 'Run `fairlead discover`, or look in the CRM itself.')];
  });
