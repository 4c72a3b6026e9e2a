// Whether a run that was killed again and again ended as one that nobody disturbed: one sentence a check. Pure.

import type { JournalRecord } from '../../../cluster/upgrade/model.ts';
import type { Plan } from '../../../cluster/upgrade/plan-model.ts';
import { itemsOf } from '../../../cluster/upgrade/rules/checklist.ts';
import { rightAnswer, type SetupFault } from './setup-faults.ts';

export type Check = { readonly what: string; readonly wrong: readonly string[] };

/** What a person asked for. */
export type Asked = {
  readonly verb: 'confirm' | 'retry' | 'skip';
  readonly step: string;
  /** After a halt; else it was a step of a person. */
  readonly halted: boolean;
  readonly because: string;
  /** The halt named this answer for this step. */
  readonly told: boolean;
};

export type Ended = {
  readonly plan: Plan;
  readonly records: readonly JournalRecord[];
  /** Of the run, for people. */
  readonly status: string;
  /** By server: version of its files, and the setups that have begun there, in order. */
  readonly servers: readonly {
    readonly name: string;
    readonly version: string;
    readonly setups: readonly string[];
  }[];
  /** The version that the database says. */
  readonly database: string | undefined;
  /** How each log-on afterwards went that did not go well. */
  readonly lockedOut: readonly string[];
  /** Log-on pages that were served while nobody may log on. */
  readonly servedMeanwhile: readonly string[];
  readonly asked: readonly Asked[];
  readonly faults: readonly SetupFault[];
  /** Steps that were under way at a kill. */
  readonly killedAt: readonly string[];
  readonly kills: { readonly wanted: number; readonly done: number };
};

export function verdict(ended: Ended): readonly Check[] {
  const { plan, status, servers, database, lockedOut, servedMeanwhile, kills } = ended;
  const versions = plan.hops.map(({ to }) => to);
  const last = versions.at(-1) ?? '';
  const was = (wanted: string, found: string, where: string) =>
    wanted === found ? [] : [`${where}: ${found || 'nothing'}, not ${wanted}`];
  return [
    { what: 'the run is completed', wrong: was('Completed', status, 'the run') },
    { what: 'it was killed as often as asked', wrong: was(`${kills.wanted}`, `${kills.done}`, 'kills') },
    {
      what: 'every server and the database have the new version',
      wrong: [
        ...servers.flatMap(({ name, version }) => was(last, version, name)),
        ...was(last, database ?? '', 'the database'),
      ],
    },
    {
      what: 'each setup has run exactly once on each server',
      wrong: servers.flatMap(({ name, setups }) => was(versions.join(', '), setups.join(', '), name)),
    },
    { what: 'the steps were done in the order of the plan', wrong: outOfOrder(ended) },
    { what: 'what must not be done twice was not', wrong: twice(ended) },
    { what: 'nobody was served while the cluster was out', wrong: servedMeanwhile },
    {
      what: 'each fault halted it once, and the person asked for what was right',
      wrong: wronglyAsked(ended),
    },
    { what: 'it halted for nothing else', wrong: otherHalts(ended) },
    { what: 'steps of a person were done or left out, with a reason', wrong: ofPeople(ended) },
    { what: 'users log on afterwards', wrong: lockedOut },
  ];
}

const isOver = (record: JournalRecord) =>
  (record.type === 'step-ended' && record.outcome === 'done') ||
  record.type === 'step-confirmed' ||
  record.type === 'step-skipped';

/** Each step is over once, in the plan's order, and begins only when everything before it is over. */
function outOfOrder({ plan, records }: Ended): readonly string[] {
  const order = plan.steps.map(({ id }) => id);
  const over = records.flatMap((each) => (isOver(each) && 'step' in each ? [each.step ?? ''] : []));
  const ends = order.flatMap((id, place) =>
    over[place] === id ? [] : [`${id} should be over as number ${place + 1}, ${over[place] ?? 'nothing'} is`],
  );
  const done = new Set<string>();
  const early: string[] = [];
  for (const each of records) {
    if (each.type === 'step-started') {
      const missing = order.slice(0, order.indexOf(each.step)).find((id) => !done.has(id));
      if (missing !== undefined) early.push(`${each.step} began before ${missing} was over`);
    }
    if (isOver(each) && 'step' in each && each.step !== undefined) done.add(each.step);
  }
  return [...ends.slice(0, 1), ...early];
}

/** A step with an effect once is begun again only where it was certain, or a person said, that nothing had happened. */
function twice({ plan, records }: Ended): readonly string[] {
  const once = plan.steps.filter(({ effect }) => effect === 'once').map(({ id }) => id);
  const open = new Set<string>();
  const found: string[] = [];
  for (const each of records) {
    if (!('step' in each) || each.step === undefined || !once.includes(each.step)) continue;
    if (each.type === 'step-started') {
      if (open.has(each.step)) found.push(`${each.step} was begun again without knowing`);
      open.add(each.step);
    }
    const undone = each.type === 'step-ended' && each.outcome === 'not-done';
    if (undone || each.type === 'retry-asked') open.delete(each.step);
  }
  return found;
}

/**
 * A kill may come between a fault and its record: then it is looked for, and found not to be there, and nobody is asked.
 */
function wronglyAsked({ asked, faults, killedAt }: Ended): readonly string[] {
  return faults.flatMap(({ kind, step }) => {
    const answers = asked.filter((each) => each.halted && each.step === step);
    const [first] = answers;
    if (first === undefined) return killedAt.includes(step) ? [] : [`${step} (${kind}) did not halt it`];
    if (answers.length > 1) return [`${step} (${kind}) halted it ${answers.length} times`];
    if (!first.told) return [`${step} (${kind}): the halt did not name ${first.verb}`];
    const right = rightAnswer[kind];
    return first.verb === right ? [] : [`${step} (${kind}): ${first.verb}, not ${right}`];
  });
}

function otherHalts({ asked, faults }: Ended): readonly string[] {
  const own = faults.map(({ step }) => step);
  return asked.flatMap((each) => (each.halted && !own.includes(each.step) ? [each.because] : []));
}

/** The journal says of each, and of each item of a checklist once, who and how they know, or why not. */
function ofPeople({ plan, records }: Ended): readonly string[] {
  return plan.steps
    .filter(({ byPerson }) => byPerson)
    .flatMap((step) => {
      const { id } = step;
      const left = records.some((each) => each.type === 'step-skipped' && each.step === id);
      const items = itemsOf(step);
      if (items.length > 0 && !left) return items.flatMap(({ number }) => wrongItem(records, id, number));
      const record = records.find((each) => 'step' in each && each.step === id && isOver(each));
      if (record?.type === 'step-confirmed' && record.by !== '' && record.evidence !== '') return [];
      if (record?.type === 'step-skipped' && record.by !== '' && record.reason !== '') return [];
      return [`${id}: nobody said that it was done, or why not`];
    });
}

function wrongItem(records: readonly JournalRecord[], step: string, number: number): readonly string[] {
  const said = records.filter((each) => {
    if (each.type === 'item-looked')
      return each.step === step && each.item === number && each.outcome === 'done';
    if (each.type !== 'items-confirmed' || each.step !== step) return false;
    return each.by !== '' && each.evidence !== '' && each.items.some(({ item }) => item === number);
  });
  return said.length === 1 ? [] : [`${step}, item ${number}: said ${said.length} times`];
}
