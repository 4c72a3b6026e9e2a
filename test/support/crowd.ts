// Simulated people on the one URL of a site, all they tell kept. What a person does is the demo's.

import type { PeopleEvent } from '../../demo/people/events.ts';
import { createPeople, type PeopleOptions } from '../../demo/people/people.ts';
import type { Product } from '../../main/product.ts';
import type { Site } from './site.ts';

export type CrowdOptions = Pick<PeopleOptions, 'users' | 'ratePerSecond' | 'workMs'> & Partial<PeopleOptions>;

/** People who have not come yet; `events` grows while they are there. */
export function inviteCrowd(site: Site, product: Product, options: CrowdOptions) {
  const events: PeopleEvent[] = [];
  const people = createPeople({
    url: product.url,
    count: options.users.length,
    pauseMs: 1_000,
    logOffShare: 0.1,
    soapShare: 0.1,
    serverNames: site.cluster.crm.servers.flatMap(({ name, origin }) => [name, new URL(origin).host]),
    random: Math.random,
    nowMs: Date.now,
    ...options,
    onEvent(event) {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  return { ...people, events };
}
