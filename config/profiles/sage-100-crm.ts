// Sage 100 CRM: built on Sage CRM and upgraded by hops of its own (crm-facts F7). Nothing else of it is documented here, so
// everything is that of Sage CRM [L] until an operator says otherwise; `fairlead check --live` tries it out.

import type { CrmProfile } from '../profile.ts';
import { sageCrm } from './sage-crm.ts';

export const sage100Crm: CrmProfile = { ...sageCrm, title: 'Sage 100 CRM' };
