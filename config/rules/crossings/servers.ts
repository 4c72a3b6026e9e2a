// What is wrong between the servers an operator wrote, and between them and the public URL.

import type { Finding } from '../../errors.ts';
import type { Configuration } from '../../schema.ts';
import { clash } from './crossing.ts';

export function serverCrossings(configuration: Configuration): Finding[] {
  return [...sameName(configuration), ...sameOrigin(configuration), ...ownOrigin(configuration)];
}

function sameName({ servers }: Configuration): Finding[] {
  return repeated(Object.keys(servers).map((name) => [name, name.toLowerCase()])).map(([name, first]) => {
    const message = `is the same server as ${first}: case does not count`;
    return clash({
      path: ['servers', name],
      message,
      suggestion: 'keep one of the two',
      with: [['servers', first]],
    });
  });
}

function sameOrigin({ servers }: Configuration): Finding[] {
  return repeated(origins(servers)).map(([name, first]) => {
    const message = `is the origin of ${first} too`;
    const others = [['servers', first, 'origin']];
    const suggestion = 'give each server an origin of its own';
    return clash({ path: ['servers', name, 'origin'], message, suggestion, with: others });
  });
}

function ownOrigin({ servers, listen }: Configuration): Finding[] {
  const own = listen.publicUrl && withPort(listen.publicUrl);
  return origins(servers)
    .filter(([, origin]) => origin === own)
    .map(([name]) => {
      const message = 'is the public URL: Fairlead would send requests to itself';
      const suggestion = "write the server's own address";
      const others = [['listen', 'publicUrl']];
      return clash({ path: ['servers', name, 'origin'], message, suggestion, with: others });
    });
}

type Named = readonly (readonly [name: string, value: string])[];

const origins = (servers: Configuration['servers']): Named =>
  Object.entries(servers).flatMap(([name, { origin }]) =>
    origin === null ? [] : [[name, withPort(origin)] as const],
  );

/** Each name whose value an earlier one has too, with that earlier name. */
function repeated(entries: Named): (readonly [name: string, first: string])[] {
  return entries.flatMap(([name, value], index) => {
    const first = entries.findIndex(([, other]) => other === value);
    return first === index ? [] : [[name, entries[first]?.[0] ?? name] as const];
  });
}

/** An origin in the form in which two can be compared: lower case, the port always there. */
function withPort(origin: string): string {
  const lower = origin.toLowerCase();
  if (/:[0-9]+$/.test(lower)) return lower;
  return `${lower}:${lower.startsWith('https:') ? 443 : 80}`;
}
