// Settings that are gone, and what to write in their place. Pure.

import type { Path } from '../errors.ts';
import { pathText } from './schema-node.ts';

const moved: Readonly<Record<string, string>> = {
  'crm.overrides.windows.onceServices':
    'name each service in crm.overrides.roles, such as roles.emailManager.service; what this site does without: roles.emailManager.watch: false',
  'crm.overrides.windows.tomcatApplications': 'write crm.overrides.roles.replicationEngine.folder',
  'crm.overrides.windows.replicationEngine':
    'write crm.overrides.roles.replicationEngine.application, without .war',
};

/** Undefined where there never was such a setting. */
export const movedTo = (path: Path): string | undefined => moved[pathText(path)];
