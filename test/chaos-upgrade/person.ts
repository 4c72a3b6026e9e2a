// Who is called when the run halts or waits for somebody: finds out as the halt says, at the server itself, and asks for
// what is right then.

import type { RunDocument } from '../../admin/run-schema.ts';
import type { Plan } from '../../cluster/upgrade/plan-model.ts';
import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { setupFile, simulatedKey } from '../../demo/windows/setups.ts';
import type { UpgradeClient } from '../support/upgrade-client.ts';
import { installedVersions } from '../support/upgrade-stage.ts';
import type { Asked } from './rules/verdict.ts';

export type Person = {
  /** Answers a halt or a wait, if there is one. Rejects where the answer is refused. */
  look(run: RunDocument): Promise<void>;
  /** What they asked for, in order. */
  readonly asked: readonly Asked[];
};

export type PersonOptions = {
  readonly client: UpgradeClient;
  readonly cluster: EmbeddedCluster;
  readonly plan: () => Plan;
  /** Steps that may be left out and are. */
  readonly leaveOut: (step: string) => boolean;
};

type Step = RunDocument['steps'][number];
type Answer = {
  readonly verb: Asked['verb'];
  readonly text: string;
  /** Numbers of items, of a checklist. */
  readonly items?: number[];
};

const wizard = /needs a person at the screen/;

export function createPerson({ client, cluster, plan, leaveOut }: PersonOptions): Person {
  const asked: Asked[] = [];
  const machineOf = ({ targets }: Step) => cluster.ssh.servers.find(({ name }) => targets.includes(name));
  const versionWanted = ({ id }: Step) => {
    const step = plan().steps.find((each) => each.id === id);
    return plan().hops[step?.hop ?? 0]?.to ?? '';
  };
  const found = (step: Step): string => {
    const place = cluster.ssh.servers.findIndex(({ name }) => step.targets.includes(name));
    return installedVersions(cluster)[place] ?? '';
  };

  /** Somebody sits down at the server and clicks through the wizard. */
  async function doAtTheScreen(step: Step): Promise<void> {
    const machine = machineOf(step)?.machine;
    const version = versionWanted(step);
    const program = machine?.programs.get(setupFile(version).toLowerCase());
    if (machine === undefined || program === undefined) throw new Error(`there is no setup for ${step.id}`);
    const environment = { FAIRLEAD_LICENCE_KEY: simulatedKey(version) };
    const { exitCode, stderr } = await program(['/unattended'], machine, environment);
    if (exitCode !== 0) throw new Error(`${step.id} at the screen: ${stderr}`);
  }

  async function toHalt(step: Step, because: string): Promise<Answer> {
    if (wizard.test(because)) await doAtTheScreen(step);
    else if (step.state !== 'unknown') return { verb: 'retry', text: 'it is mended' };
    const evidence = `eware.dll of ${step.targets.join()} is of ${found(step)}`;
    return { verb: found(step) === versionWanted(step) ? 'confirm' : 'retry', text: evidence };
  }

  /** One item of a checklist after another; Fairlead looks at its own ones before it waits. */
  const toWait = ({ id, items }: Step): Answer | undefined => {
    if (leaveOut(id)) return { verb: 'skip', text: 'tested on the others' };
    const open = items.find(({ state }) => state === 'open');
    // The last one was said just now.
    if (open === undefined && items.length > 0) return undefined;
    if (open === undefined) return { verb: 'confirm', text: 'done, all well' };
    return { verb: 'confirm', text: `${open.text}: tested, all well`, items: [open.number] };
  };

  return {
    asked,
    async look({ status, because, mend, at, steps }) {
      const step = steps.find(({ id }) => id === at);
      if (step === undefined) return;
      const waits = status === 'waiting' && step.byPerson && step.state === 'waiting';
      if (status !== 'failed' && !waits) return;
      const said = waits ? toWait(step) : await toHalt(step, because);
      if (said === undefined) return;
      const { verb } = said;
      const { status: answer, refusal } = await client.wish({ ...said, step: step.id });
      // Between the look and the answer it may have gone on.
      if (answer !== 200) throw new Error(`${verb} ${step.id}: ${refusal.message}`);
      const told = waits || (mend ?? '').includes(`${verb} ${step.id}`);
      asked.push({ verb, step: step.id, halted: !waits, because, told });
    },
  };
}
