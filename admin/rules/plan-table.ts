// A plan as a table to be reviewed in a terminal: its hops, what it was asked with, one step after another, the outage. Pure.

import type { PlanDocument } from '../run-schema.ts';
import { shortDuration } from './iso-time.ts';
import { cut, hanging, left, printable, right, widthOf, wrap } from './text-width.ts';

type Step = PlanDocument['steps'][number];

/** No line is wider than `columns`; what does not fit goes on below, since a plan is read before it is begun. */
export function planTable(plan: PlanDocument, columns: number): string {
  const widths = { number: String(plan.steps.length).length, id: longestId(plan) };
  const head = `${right('#', widths.number)}  ${left('STEP', widths.id)}  ${right('TIME', 6)}  WHAT`;
  const number = (step: Step) => plan.steps.indexOf(step) + 1;
  return `${[
    cut(`${printable(plan.title)} (${plan.environment}), plan ${plan.hash.slice(0, 12)}`, columns),
    ...plan.hops.flatMap(({ from, to, source, sure }) =>
      hanging('  ', `${from} → ${to} (${sure ? '' : 'NOT CONFIRMED: '}${source})`, columns),
    ),
    ...askedWith(plan, columns),
    '',
    cut(head, columns),
    ...blocksOf(plan).flatMap((block) => [
      cut(`── ${block.name}`, columns),
      ...block.steps.flatMap((step) => stepLines(step, number(step), { ...widths, columns })),
    ]),
    '',
    ...plan.differences.flatMap((each) => wrap(`⚠ Unlike the live cluster: ${each}.`, columns)),
    ...footer(plan, columns),
  ].join('\n')}\n`;
}

const longestId = ({ steps }: PlanDocument) => Math.max(4, ...steps.map(({ id }) => widthOf(id)));

function askedWith({ parameters }: PlanDocument, columns: number): readonly string[] {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  if (given.length === 0) return [];
  return hanging('  with ', given.map(([name, value]) => `${name}=${value}`).join(', '), columns);
}

type Block = { readonly name: string; readonly steps: readonly Step[] };

/** Neighbours of one phase; where it comes once in each hop, with its hop. */
function blocksOf({ steps, hops }: PlanDocument): readonly Block[] {
  const blocks: { phase: string; steps: Step[] }[] = [];
  for (const step of steps) {
    const last = blocks.at(-1);
    if (last?.phase === step.phase) last.steps.push(step);
    else blocks.push({ phase: step.phase, steps: [step] });
  }
  const hopOf = ({ id }: Step) => Number(/#(\d+)/.exec(id)?.[1] ?? 1);
  return blocks.map(({ phase, steps: own }) => {
    const again = blocks.filter((each) => each.phase === phase).length > 1;
    const hop = again && own[0] !== undefined ? hops[hopOf(own[0]) - 1] : undefined;
    return { name: hop === undefined ? phase : `${phase}: ${hop.from} → ${hop.to}`, steps: own };
  });
}

type Widths = { readonly number: number; readonly id: number; readonly columns: number };

/** A terminal so narrow that nothing would be left for the title gets it cut. */
const leastTitle = 16;

function stepLines(step: Step, place: number, { number, id, columns }: Widths): readonly string[] {
  const { estimateSeconds, byPerson, title } = step;
  const time = estimateSeconds === null ? '?' : shortDuration(estimateSeconds * 1000);
  const head = `${right(String(place), number)}  ${left(step.id, id)}  ${right(time, 6)}  `;
  const text = `${byPerson ? '(by hand) ' : ''}${printable(title)}`;
  const room = columns - widthOf(head);
  if (room < leastTitle) return [cut(head + text, columns)];
  return wrap(text, room).map((line, index) => (index === 0 ? head : ' '.repeat(widthOf(head))) + line);
}

function footer(plan: PlanDocument, columns: number): readonly string[] {
  const { steps, outage, outageSeconds } = plan;
  const isNew = steps.some(({ estimateSeconds }) => estimateSeconds === null);
  const times = isNew ? wrap('TIME is what it took last time; ? was never done here.', columns) : [];
  if (!outage) return [...times, ...wrap('Users: one server after another, nobody is put out.', columns)];
  const known =
    outageSeconds === null
      ? 'not known yet: nothing like it was run here before'
      : `about ${shortDuration(outageSeconds * 1000)}`;
  return [...times, ...wrap(`Users: the whole CRM is out, for a time that is ${known}.`, columns)];
}
