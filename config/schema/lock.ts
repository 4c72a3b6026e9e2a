// What people meet while an administrator has locked the CRM.

import { choice, section } from './builders.ts';

export const lock = section('While the CRM is locked (Lock System) nobody can log on.', {
  page: choice(
    "own: a log-on gets a page of Fairlead's that says who locked it and how long it may last. crm: log-ons go to the CRM, which shows its own and lets in whoever locked it",
    ['own', 'crm'],
    { default: 'own' },
  ),
});
