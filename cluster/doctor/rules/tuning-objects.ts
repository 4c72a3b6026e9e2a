// Indexes and statistics of a tuning tool, which an upgrade must not meet (F7). Pure.

import type { Examination } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const say = sayOf('tuning-objects', 'F7');
const shownAtMost = 5;

export const examineTuningObjects: Examination = ({ database }) =>
  whenSeen(say, 'database', database.tuningObjects, (objects) => {
    if (objects.length === 0) return [say.ok('database', 'It has no `_dta_` indexes or statistics.')];
    const names = objects.slice(0, shownAtMost).map(({ table, name }) => `${table}.${name}`);
    const more = objects.length > shownAtMost ? ` and ${objects.length - shownAtMost} more` : '';
    const text = `It has ${objects.length} \`_dta_\` indexes or statistics of a tuning tool: ${names.join(', ')}${more}.`;
    return [say.warning('database', text, 'Drop them before an upgrade.')];
  });
