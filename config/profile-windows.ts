// What a CRM profile says of the Windows servers: where things are, and what an upgrade touches there.

import { Type } from 'typebox';
import { closed, text, textOrNull, texts } from './profile-builders.ts';

export const WindowsSchema = Type.Object(
  {
    appPool: textOrNull(
      'Application pool of the CRM ([U] the name; null: the one with the install name in its own)',
    ),
    program: text('eware.dll, whose version is that of the server ([L] the folder)'),
    registryKey: text('Key of the settings of a server (F7)'),
    addressChecking: text('Value in it that says whether addresses of sessions are checked (F3)'),
    addressCheckingOff: text('What it is where they are not (F3)'),
  },
  { ...closed, description: 'Where things are on a CRM server; `{install}` is the install name' },
);

export const UpgradeSchema = Type.Object(
  {
    services: texts(
      'Patterns of the Windows services that hold the database or the files, in the order they are stopped (F6, F7); `{install}` is the install name',
    ),
    installFolder: text('Folder the CRM is installed in, on each server ([L])'),
    folders: texts('Folders whose files an upgrade changes; `{folder}` is the install folder'),
    registryKeys: texts('Registry keys of the CRM (F7)'),
    upgradeLog: text('Log that a setup leaves (F7)'),
    scriptLogs: text('Folder with the logs of SQL scripts; one with errors is marked with `*` (F7)'),
  },
  { ...closed, description: 'What an upgrade touches on a server (F7)' },
);
