// Rows of the CRM's settings that a run changes (F1): a server joins or leaves the lists, a restored database gets the
// rows of the environment it was restored into. What stood there is kept, so that it can be put back.

import { listWith, listWithout, placeIn, placesIn } from '../../settings/rules/server-lists.ts';
import type { RunState } from '../model.ts';
import type { PlannedStep } from '../plan-model.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';

type Changed = { readonly setting: string; readonly before: string; readonly after: string };

/** What belongs to an environment and not to its data. */
const environmentRows = [
  'serverNames',
  'distributedAddresses',
  'fullyQualifiedNames',
  'dtlsServer',
  'ownBalancing',
];

/** As they are now, of all whose names are known. */
export async function ownRows(site: Site): Promise<Readonly<Record<string, string>>> {
  const rows: Record<string, string> = {};
  for (const setting of environmentRows.filter((each) => site.rows.knows(each)))
    rows[setting] = await site.rows.read(setting);
  return rows;
}

/**
 * `change: join` puts `with.entry` for `with.server` into the list `with.setting`; `leave` takes it out; `own` writes
 * what the check `rows` of this run has kept; `licence` writes the licence that is kept under the name `with.from`.
 */
export async function changeRows(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  switch (step.with.change) {
    case 'join':
    case 'leave':
      return changeList(site, step);
    case 'own':
      return writeOwn(site, work);
    case 'licence': {
      const put = await site.rows.putLicence(String(step.with.from));
      return { outcome: put.ok ? 'done' : 'failed', text: put.text };
    }
    default:
      return { outcome: 'failed', text: '`change` is join, leave, own or licence' };
  }
}

async function changeList(site: Site, { with: inputs }: PlannedStep): Promise<StepOutcome> {
  const [setting, server] = [String(inputs.setting), String(inputs.server)];
  const names = await site.rows.read('serverNames');
  const before = setting === 'serverNames' ? names : await site.rows.read(setting);
  const place = placeIn(names, server);
  const after =
    inputs.change === 'join'
      ? listWith(before, place < 0 ? placesIn(names) : place, String(inputs.entry))
      : listWithout(before, place);
  return write(site, [{ setting, before, after }]);
}

async function writeOwn(site: Site, { state }: Work): Promise<StepOutcome> {
  const kept = rowsKept(state);
  if (kept === undefined) return { outcome: 'failed', text: 'no check of this run has kept `rows`' };
  const changes: Changed[] = [];
  for (const [setting, after] of Object.entries(kept))
    changes.push({ setting, before: await site.rows.read(setting), after });
  return write(site, changes);
}

const rowsKept = ({ evidence }: RunState) =>
  [...evidence.values()].find(({ rows }) => rows !== undefined)?.rows as
    | Readonly<Record<string, string>>
    | undefined;

/** To what this run found; refused where somebody has changed it since. */
export async function putBackRows(site: Site, { id }: PlannedStep, { state }: Work): Promise<StepOutcome> {
  const changed = (state.evidence.get(id)?.changed ?? []) as readonly Changed[];
  const back: Changed[] = [];
  for (const { setting, before, after } of changed.toReversed()) {
    const now = await site.rows.read(setting);
    if (now === before) continue;
    if (now !== after)
      return { outcome: 'failed', text: `${setting} holds "${now}", which is not what this run has written` };
    back.push({ setting, before: after, after: before });
  }
  return write(site, back);
}

async function write(site: Site, changes: readonly Changed[]): Promise<StepOutcome> {
  const changed = changes.filter(({ before, after }) => before !== after);
  for (const { setting, before, after } of changed) {
    const told = await site.rows.change(setting, before, after);
    if (!told.ok) return { outcome: 'failed', text: told.text };
  }
  const text = changed.map(({ setting, before, after }) => `${setting}: "${after}" (before: "${before}")`);
  return {
    outcome: 'done',
    text: text.length === 0 ? 'nothing to change: it is so already' : text.join('; '),
    evidence: { changed },
  };
}
