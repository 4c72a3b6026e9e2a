// Puts every deed in the audit: what changed something and what was refused. What only asks is not written.

import type { BoundOperation } from '../../admin/operation.ts';
import type { Audit } from '../../cluster/audit/audit.ts';

/** The same operation; its answer waits until the audit is on the disk. */
export function audited(bound: BoundOperation, audit: Audit): BoundOperation {
  const { operation, run } = bound;
  if (operation.method === 'GET' || operation.audited === false) return bound;
  return {
    operation,
    async run(input, caller, signal) {
      const deed = { operation: operation.name, ...caller, input };
      try {
        const answer = await run(input, caller, signal);
        const refusal = answer.ok ? { outcome: 'done' } : { outcome: answer.code, because: answer.text };
        await audit.write({ ...deed, ...refusal });
        return answer;
      } catch (error) {
        await audit.write({ ...deed, outcome: 'failed', because: (error as Error).message });
        throw error;
      }
    },
  };
}
