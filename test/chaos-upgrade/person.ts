// Who is called when the run halts: looks at the server itself, and says whether what was cut off was done.

import type { RunDocument } from '../../admin/run-schema.ts';
import type { Plan } from '../../cluster/upgrade/model.ts';
import type { UpgradeClient } from '../support/upgrade-client.ts';
import { installedVersions, type UpgradeStage } from '../support/upgrade-stage.ts';

export type Person = {
  /** Answers a halt, if there is one. Rejects where the answer is refused. */
  look(run: RunDocument): Promise<void>;
  /** How often they were asked what cannot be known from afar. */
  readonly asked: () => number;
  /** Every other halt. */
  readonly otherHalts: readonly string[];
};

export function createPerson(client: UpgradeClient, { live }: UpgradeStage, plan: () => Plan): Person {
  const otherHalts: string[] = [];
  let asked = 0;
  const wasDone = (step: string): boolean => {
    const { targets = [], hop = 0 } = plan().steps.find(({ id }) => id === step) ?? {};
    const place = live.ssh.servers.findIndex(({ name }) => targets.includes(name));
    return installedVersions(live)[place] === plan().hops[hop]?.to;
  };
  return {
    asked: () => asked,
    otherHalts,
    async look({ status, because, at, steps }) {
      if (status !== 'failed' || at === null) return;
      const unknown = steps.find(({ id }) => id === at)?.state === 'unknown';
      if (unknown) asked += 1;
      else otherHalts.push(because);
      const verb = unknown && wasDone(at) ? 'confirm' : 'retry';
      const { status: answer, refusal } = await client.wish({ verb, step: at, text: 'looked at the server' });
      if (answer !== 200) throw new Error(`${verb} ${at}: ${refusal.message}`);
    },
  };
}
