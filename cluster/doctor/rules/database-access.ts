// The connection to the database, its login, and what it may read: mostly what `check --live` finds (F2, F10). Pure.

import type { DatabaseFacts, DoctorFinding, Examination } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const connection = sayOf('database-connection', 'F10');
const encryption = sayOf('database-encryption', 'F10');
const login = sayOf('database-login', 'F10');
const columns = sayOf('database-columns', 'F1, F2');
const counts = sayOf('user-counts', 'F2');
const budget = sayOf('connection-budget', 'F5');
const parameters = sayOf('settings-names', 'F1');
const subject = 'database';

export const examineDatabaseAccess: Examination = ({ database, parameters: named }) => [
  connected(database),
  ...whenSeen(encryption, subject, database.encryption, (found) => [encryption.live(subject, found)]),
  ...whenSeen(login, subject, database.login, ({ name, administrator }) => {
    if (name.toLowerCase() !== 'sa' && !administrator)
      return [login.ok(subject, `Fairlead logs on as ${name}, who is no administrator of the server.`)];
    const text = `Fairlead logs on as ${name}, who may do everything on the database server.`;
    return [login.warning(subject, text, 'Give it a login of its own with the rights of docs/operating.md.')];
  }),
  ...whenSeen(columns, subject, database.columns, (found) =>
    found.map((each) => columns.live(subject, each)),
  ),
  ...whenSeen(counts, subject, database.counts, (found) => [counts.live(subject, found)]),
  ...whenSeen(budget, subject, database.budget, (found) => [budget.live(subject, found)]),
  ...whenSeen(parameters, 'settings', named, (found) =>
    found.map((each) => parameters.live('settings', each)),
  ),
];

/** Who one is there needs no right to be told: without an answer nothing else will be answered. */
function connected({ wanted, login: told }: DatabaseFacts): DoctorFinding {
  if (told.seen) return connection.ok(subject, 'It answers.');
  return connection[wanted ? 'fault' : 'unknown'](subject, told.because, told.mend);
}
