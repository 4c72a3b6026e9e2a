// Fully qualified names: as long as the server list, in its order, no entry blank or twice (F1). Pure.

import { duplicates } from '../../rules/servers.ts';
import { parseList } from '../../rules/setting-values.ts';
import type { DoctorFinding, Examination, Lists } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const say = sayOf('qualified-names', 'F1');
const caption = '"Fully qualified CRM web server names"';
const mend = `Give ${caption} one name for each server, in the order of ServerNames, in Administration | System | Database.`;

export const examineQualifiedNames: Examination = ({ settings }) =>
  whenSeen(say, 'settings', settings, judgeQualifiedNames);

/** The same for `check --live`. */
function judgeQualifiedNames({ serverNames, fullNames }: Lists): readonly DoctorFinding[] {
  const names = parseList(serverNames);
  if (fullNames === undefined)
    return [say.unknown('settings', `The row of ${caption} is not known.`, 'Run `fairlead discover`.')];
  const full = parseList(fullNames);
  const findings = [...blanks(names, full), ...twice(full), ...disordered(names, full)];
  if (findings.length > 0 || full.length > names.length) return findings;
  return [say.ok('settings', `Each of ${names.length} servers has its fully qualified name, in order.`)];
}

function blanks(names: readonly string[], full: readonly string[]): readonly DoctorFinding[] {
  return names.flatMap((name, index) =>
    (full[index] ?? '') === ''
      ? [
          say.warning(
            name,
            `Entry ${index + 1} of ${caption} is blank: the short name is used, which no certificate of a full name fits.`,
            mend,
          ),
        ]
      : [],
  );
}

function twice(full: readonly string[]): readonly DoctorFinding[] {
  return duplicates(full.map((each) => each.toLowerCase()).filter((each) => each !== '')).map((name) =>
    say.fault('settings', `${caption} has "${name}" more than once.`, mend),
  );
}

/** A full name that begins with the short name of another server stands in that server's place. */
function disordered(names: readonly string[], full: readonly string[]): readonly DoctorFinding[] {
  const short = names.map((name) => name.toLowerCase());
  return names.flatMap((name, index) => {
    const own = full[index] ?? '';
    const label = own.toLowerCase().split(/[.:]/, 1)[0] ?? '';
    const other = short.indexOf(label);
    if (label === '' || other === -1 || other === index) return [];
    const text = `Entry ${index + 1} of ${caption} is "${own}", which is the name of ${names[other]}; entries count by position.`;
    return [say.fault(name, text, mend)];
  });
}
