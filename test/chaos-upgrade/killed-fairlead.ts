// Fairlead as a process of its own that is killed at once and started again over the same files, on the same ports.

import { type FairleadProcess, type Stage, startFairlead } from '../support/fairlead-process.ts';
import type { UpgradeStage } from '../support/upgrade-stage.ts';
import { waitFor } from '../support/wait-for.ts';

export type KilledFairlead = {
  start(): void;
  /** At once, whatever it is doing. */
  kill(): Promise<void>;
  /** Resolves as soon as it answers on its admin port. */
  answers(): Promise<void>;
  /** What the last process has said. */
  said(): string;
};

const patienceMs = 60_000;

export function createKilledFairlead(
  stage: Stage,
  { file, folder }: UpgradeStage,
  adminUrl: string,
): KilledFairlead {
  let running: FairleadProcess | undefined;
  const said = () => `${running?.output() ?? ''}${running?.errors() ?? ''}`;
  return {
    said,
    start() {
      running = startFairlead(stage, ['start', '-c', file], { cwd: folder });
    },
    async kill() {
      await running?.stop('SIGKILL');
    },
    async answers() {
      const ask = () =>
        fetch(`${adminUrl}/api/v1/runs/current`).then(
          () => true,
          () => false,
        );
      await waitFor(`Fairlead to answer: ${said().slice(-300)}`, ask, patienceMs);
    },
  };
}
