// The other Fairleads over the same cluster.

import { named, orNull, section, text, whole } from './builders.ts';

const link = section('Another Fairlead', {
  url: text('Its admin listener', { format: 'origin', examples: ['https://fairlead2.example.com:9090'] }),
  token: text('What it knows us by: the token under our name in its admin.tokens', {
    secret: true,
    format: 'key',
  }),
  caFile: orNull(
    text("PEM file with the authority that signed its admin listener's certificate", { format: 'file' }),
    "the system's authorities",
  ),
});

const milliseconds = (description: string, standard: number) =>
  whole(description, { default: standard, minimum: 50, maximum: 60_000, unit: 'milliseconds' });

export const peers = section(
  'Several Fairleads in front of one cluster tell each other log-ons under way, sessions and wanted states over their ' +
    'admin listeners, so that they decide as one. All of them need the same cluster.key, and each its token in the ' +
    "others' admin.tokens.",
  {
    name: orNull(
      text("Name of this one, as it stands in the others' admin.tokens", { format: 'name' }),
      'it has no peers',
    ),
    others: named('The others, by their names', 'name', link),
    heartbeatMs: milliseconds('Time between two messages while there is nothing to tell', 1_000),
    patienceMs: milliseconds(
      'One that was not heard for this long is lost: its log-ons under way are given back',
      5_000,
    ),
  },
);
