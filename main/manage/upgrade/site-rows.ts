// The rows of the CRM's settings that runs change (F1): names from the profile, values read, changed and read back.

import type { Directory } from '../../../cluster/directory/contract.ts';
import { ClusterError } from '../../../cluster/errors.ts';
import { changeSetting } from '../../../cluster/settings/change-setting.ts';
import { loadStatements } from '../../../cluster/sql/statements.ts';
import { plainVersion } from '../../../cluster/upgrade/rules/hops.ts';
import type { SiteRows, Told } from '../../../cluster/upgrade/site.ts';
import { readOrLater } from './read-now.ts';
import type { Now } from './site-settings.ts';

export type SiteRowsOptions = {
  readonly now: () => Now;
  readonly directory: Pick<Directory, 'query' | 'readNow'>;
};

export function siteRows({ now, directory }: SiteRowsOptions): SiteRows {
  const statements = () => {
    const { sql, parameters } = now().profile;
    return loadStatements(sql, parameters.secret.length);
  };
  const nameOf = (setting: string): string | undefined => {
    const { parameters } = now().profile;
    const name: unknown = Object.hasOwn(parameters, setting)
      ? parameters[setting as keyof typeof parameters]
      : undefined;
    return typeof name === 'string' ? name : undefined;
  };
  const rowOf = (setting: string): string => {
    const name = nameOf(setting);
    if (name !== undefined) return name;
    throw new ClusterError('CLU_UPGRADE', `crm.overrides.parameters.${setting} is not set.`);
  };
  const read = async (setting: string) => {
    const name = rowOf(setting);
    const [row] = await directory.query(statements().setting, { name });
    if (row === undefined)
      throw new ClusterError('CLU_UPGRADE', `The settings table has no live row "${name}".`);
    return row.value === null || row.value === undefined ? '' : String(row.value);
  };
  const change = async (setting: string, before: string, value: string): Promise<Told> => {
    const name = rowOf(setting);
    const done = await changeSetting(directory.query, statements().changeSetting, { name, before, value });
    // Who comes next must see the list; all else comes with the next poll.
    const later = setting === 'serverNames' ? await readOrLater(now(), directory) : '';
    return done.kind === 'changed'
      ? { ok: true, text: `${name} is changed${later}` }
      : { ok: false, text: done.text };
  };
  return {
    knows: (setting) => nameOf(setting) !== undefined,
    read,
    change,
    async putLicence(wanted) {
      const { licenceKeys } = now().configuration.upgrade;
      const kept = licenceKeys.find(({ version }) => plainVersion(version) === plainVersion(wanted));
      if (kept === undefined)
        return { ok: false, text: `there is no licence of the name ${wanted}: upgrade.licenceKeys` };
      const before = await read('licence');
      if (before === kept.key) return { ok: true, text: 'the licence is that of this environment already' };
      // What a refusal says has values in it, and these are secret.
      const { ok } = await change('licence', before, kept.key);
      return ok
        ? { ok, text: 'the licence is that of this environment' }
        : {
            ok,
            text: 'the row of the licence was not changed: somebody else changed it, or it is not there once',
          };
    },
  };
}
