// The list of addresses: complete, understood (wildcards, IPv6 zones), and in the order of the servers as far as their
// addresses are known (F1). Pure.

import { type AddressPattern, matchesAddress, parseAddresses } from '../../rules/addresses.ts';
import { parseList } from '../../rules/setting-values.ts';
import type { DoctorFinding, Examination, Lists, ServerFacts } from '../model.ts';
import { sayOf, whenSeen } from './finding.ts';

const say = sayOf('address-list', 'F1');
const caption = '"Distributed CRM web server IP addresses"';
const mend = `Give ${caption} one address for each server, in the order of ServerNames; wildcards such as 10.1.* are fine.`;

export const examineAddressList: Examination = ({ settings, servers }) =>
  whenSeen(say, 'settings', settings, (lists) =>
    judgeAddressList(
      lists,
      servers.map((each) => ({ name: each.server.name, addresses: addressesOf(each) })),
    ),
  );

type Known = { readonly name: string; readonly addresses: readonly string[] };

const addressesOf = ({ addresses }: ServerFacts) => (addresses.seen ? addresses.value : []);

/** The same for `check --live`, which knows no addresses. */
function judgeAddressList(lists: Lists, known: readonly Known[]): readonly DoctorFinding[] {
  const names = parseList(lists.serverNames);
  if (lists.addresses === undefined)
    return [say.unknown('settings', `The row of ${caption} is not known.`, 'Run `fairlead discover`.')];
  const patterns = parseAddresses(lists.addresses);
  const findings = names.flatMap((name, index) => entryFindings(name, index, { patterns, known, names }));
  if (findings.length > 0 || patterns.length > names.length) return findings;
  return [say.ok('settings', `Each of ${names.length} servers has its entry: ${shown(patterns)}.`)];
}

type Context = {
  readonly patterns: readonly AddressPattern[];
  readonly known: readonly Known[];
  readonly names: readonly string[];
};

function entryFindings(name: string, index: number, context: Context): readonly DoctorFinding[] {
  const { patterns, known, names } = context;
  const own = patterns[index];
  if (own === undefined || own.text === '')
    return [say.fault(name, `${caption} has no entry ${index + 1}, so none for this server.`, mend)];
  if (own.kind === 'none')
    return [say.fault(name, `Entry ${index + 1} of ${caption} is "${own.text}", which is no address.`, mend)];
  const addresses = known.find((each) => each.name === name)?.addresses ?? [];
  const comparable = addresses.filter((address) => isV6(address) === (own.kind === 'ipv6'));
  if (comparable.length === 0 || comparable.some((address) => matchesAddress(own, address))) return [];
  const reached = comparable.join(', ');
  const other = patterns.findIndex((each) => comparable.some((address) => matchesAddress(each, address)));
  if (other === -1) {
    const text = `Entry ${index + 1} of ${caption} is "${own.text}", but the server is reached at ${reached}.`;
    return [say.warning(name, text, mend)];
  }
  const text = `Entry ${index + 1} of ${caption} is "${own.text}", but the server is reached at ${reached}, which is entry ${other + 1} (${names[other] ?? 'no server'}); entries count by position.`;
  return [say.fault(name, text, mend)];
}

const isV6 = (address: string) => address.includes(':');

function shown(patterns: readonly AddressPattern[]): string {
  return patterns
    .map(({ text, wildcard, zone }) => {
      if (wildcard) return `${text} (wildcard)`;
      return zone === undefined ? text : `${text} (zone ${zone} of that machine)`;
    })
    .join(', ');
}
