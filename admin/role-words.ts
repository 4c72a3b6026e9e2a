// The words of roles that exist once (F6), as the API, the status and the verbs say them: the same as in
// cluster/roles/role.ts, which test/same-words.test.ts holds.

export const roleNames = [
  'dtls',
  'email-manager',
  'indexer',
  'escalation',
  'integration',
  'replication-engine',
] as const;

/** How one stands. */
export const roleStates = [
  'one',
  'none',
  'several',
  'unknown',
  'not-watched',
  'not-needed',
  'moving',
] as const;

/** Who caused a move. */
export const moveCauses = ['asked', 'maintenance', 'failover', 'second', 'least-busy', 'run'] as const;

/** How a move ends. */
export const moveOutcomes = ['moved', 'went-back', 'failed', 'given-up'] as const;
