// The part of a CRM profile that says how long a server may be silent, route by route.

import { Type } from 'typebox';
import { closed, text } from './profile-builders.ts';

/** None by default: which pages are reports is known to a site alone. */
export const SilencesSchema = Type.Array(
  Type.Object(
    {
      matches: text('Regular expression over path and query, compared without regard to case', 'regex'),
      seconds: Type.Integer({
        description: 'Longest silence of a server that owes such an answer',
        minimum: 1,
        maximum: 14_400,
        unit: 'seconds',
      }),
    },
    closed,
  ),
  {
    description:
      'Routes whose answers take longer or less long than traffic.limits.serverTimeoutMs says; the first that matches counts. Reports take minutes (F3)',
    maxItems: 100,
  },
);
