// What an operation answers where this Fairlead may not act.

import { type OperationRefusal, refused } from '../../admin/operation.ts';

export function notLeader(): OperationRefusal {
  return refused(409, 'not-leader', {
    text: 'Another Fairlead leads, and only the leader acts on the cluster.',
    mend: 'Ask the one that leads; the status names it.',
  });
}
