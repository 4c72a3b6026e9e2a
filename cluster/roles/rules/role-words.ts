// The words of roles that exist once (F6), as closed sets: status, metrics, commands and files name them so. Pure.

export const roleNames = [
  'dtls',
  'email-manager',
  'indexer',
  'escalation',
  'integration',
  'replication-engine',
] as const;

/** Who caused a move. */
export const moveCauses = ['asked', 'maintenance', 'failover', 'second', 'least-busy', 'run'] as const;

/** How a move ends. */
export const moveOutcomes = ['moved', 'went-back', 'failed', 'given-up'] as const;
