// What everything that manages the cluster gives main, and what it is given. Types only.

import type { BoundOperation } from '../../admin/operation.ts';
import type { Audit } from '../../cluster/audit/audit.ts';
import type { Notice } from '../../cluster/model.ts';
import type { Logger, Parts } from '../parts.ts';

/** What a part that manages stands on. `parts.current` is looked at again at each use: a reload exchanges it. */
export type ManageContext = {
  readonly parts: Parts;
  readonly audit: Audit;
  readonly logger: Logger;
  readonly nowMs: () => number;
};

/** One part that manages: what it says, what can be asked of it, how it begins and ends. */
export type ManagedPart = {
  /** What an operator can do or ask. Those that change something are audited by whoever joins them. */
  readonly operations?: readonly BoundOperation[];
  /** What an operator should know now. */
  notices?(nowMs: number): readonly Notice[];
  /** Begins its own work; called once traffic serves. Must not throw because something is away. */
  start?(): void;
  /** Ends its own work and writes what must survive. */
  close(): Promise<void>;
};
