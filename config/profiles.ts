// The CRM profiles there are, by the name that `crm.profile` takes.

import type { CrmProfile } from './profile.ts';
import { sage100Crm } from './profiles/sage-100-crm.ts';
import { sageCrm } from './profiles/sage-crm.ts';

export const profiles = { 'sage-crm': sageCrm, 'sage-100-crm': sage100Crm } as const satisfies Readonly<
  Record<string, CrmProfile>
>;

export type ProfileName = keyof typeof profiles;

export const profileNames = Object.keys(profiles) as ProfileName[];
