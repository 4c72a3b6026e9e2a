// Metrics of files that must be the same on every server (F5). Pure.

import { eachServer, type Family, single, toSeconds } from './family.ts';

export const filesFamilies: readonly Family[] = [
  {
    name: 'fairlead_files_differences',
    help: "Files that differ from the master's, over all folders; no series where that is not known.",
    type: 'gauge',
    labels: ['server'],
    read: ({ files, servers }) =>
      eachServer(servers, ({ name }) => files.servers.find((each) => each.server === name)?.differences),
  },
  {
    name: 'fairlead_files_last_look_timestamp_seconds',
    help: 'When the files of the servers were last compared; no series while they never were.',
    type: 'gauge',
    labels: [],
    read: ({ files }) => single(toSeconds(files.lookedAtMs)),
  },
  {
    name: 'fairlead_files_look_interval_seconds',
    help: 'How often the leader compares them (files.lookMs); no series where there is nothing to compare, or another leads.',
    type: 'gauge',
    labels: [],
    read: ({ files }) => single(toSeconds(files.lookMs)),
  },
  {
    name: 'fairlead_library_reachable',
    help: '1 where a server reaches the document library; no series where that is not known.',
    type: 'gauge',
    labels: ['server'],
    read: ({ files, servers }) =>
      eachServer(servers, ({ name }) => {
        const reached = files.servers.find((each) => each.server === name)?.library;
        return reached === undefined ? undefined : Number(reached);
      }),
  },
];
