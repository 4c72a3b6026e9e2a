// What an operation answers where this Fairlead may not act.

import { type OperationRefusal, refused } from '../../admin/operation.ts';
import type { DatabaseFailure } from '../../cluster/errors.ts';

/** `failure`: why the database cannot be asked who leads; undefined where somebody else does. */
export function notLeader(failure?: DatabaseFailure): OperationRefusal {
  if (failure !== undefined)
    return refused(503, 'database', {
      text: `Whether this Fairlead leads cannot be known without the database: ${failure.text}`,
      mend: failure.mend,
    });
  return refused(409, 'not-leader', {
    text: 'Another Fairlead leads, and only the leader acts on the cluster.',
    mend: 'Ask the one that leads; the status names it.',
  });
}
