// Metrics of ordered runs. Pure. Only one run is under way at a time.

import { type Family, single, stateSet } from './family.ts';

const states = ['scheduled', 'progressing', 'waiting', 'paused', 'failed', 'rolling-back'] as const;

export const runFamilies: readonly Family[] = [
  {
    name: 'fairlead_run_state',
    help: 'How the ordered run stands that is under way; 1 for the state that holds, all 0 where none is.',
    type: 'gauge',
    labels: ['state'],
    read: ({ run }) => stateSet(states, run?.status),
  },
  {
    name: 'fairlead_run_steps',
    help: 'Steps of the run under way; no series where none is.',
    type: 'gauge',
    labels: [],
    read: ({ run }) => single(run?.steps),
  },
  {
    name: 'fairlead_run_steps_done',
    help: 'Steps of the run under way that are done or skipped; no series where none is.',
    type: 'gauge',
    labels: [],
    read: ({ run }) => single(run?.stepsDone),
  },
];
