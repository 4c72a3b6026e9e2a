// Sage CRM as far as crm-facts.md knows it. [C] values are facts; those marked [L] or [U] below are guesses
// that an operator overrides in fairlead.yaml and that `fairlead check --live` tries out.

import type { CrmProfile } from '../profile.ts';
import { sageCrmRoles } from './sage-crm-roles.ts';

export const sageCrm: CrmProfile = {
  title: 'Sage CRM',
  install: 'CRM',
  paths: {
    start: '/{install}/',
    logOnPage: '/{install}/eware.dll/go',
    session: '/{install}/eware.dll/Do',
    soap: '/{install}/eware.dll/webservices/soap',
    sdata: '/sdata/{install}j/',
    static: ['/{install}/Themes/', '/{install}/img/', '/{install}/Reports/', '/{install}/js/'],
  },
  logOn: {
    userField: 'EWARE_USERID',
    passwordField: 'PASSWORD',
    browserFields: ['BrowserSupportsJavascript', 'BrowserSupportsAJAX'],
    confirmField: 'LoginAnyway',
    confirmValue: 'T',
    formMarker: 'EWARE_USERID',
    alreadyOnMarker: 'LoginAnyway',
    lockedMarkers: ['locked'], // [L] wording
  },
  session: {
    parameter: 'SID',
    idPattern: '[0-9]{14,15}',
    soapElement: 'sessionid',
    soapLogOffMarker: '<logoff', // [L] as above
    soapLogOnMarker: '<logon', // [L] an operation element, with or without a prefix
    logOffMatches: [], // [U] the Act number
    idleMinutes: 120,
  },
  silences: [], // [U] which pages are reports; a site names its own
  parameters: {
    serverNames: 'ServerNames',
    httpPort: 'HTTPPort',
    version: 'Version',
    lockedBy: 'SysLockedByUsrID',
    lockedSince: 'SysLockedTime',
    distributedAddresses: null, // [U]
    ownBalancing: null, // [U]
    fullyQualifiedNames: null, // [U]
    dtlsServer: null, // [U]
    library: 'DocStore',
    licence: 'RegisterKeyGen',
    secret: ['RegisterKeyGen'],
  },
  sql: {
    settingsTable: 'Custom_SysParams',
    settingName: 'Parm_Name',
    settingValue: 'Parm_Value',
    settingDeleted: 'Parm_Deleted',
    usersTable: 'Users',
    userId: 'User_UserId',
    userLogOn: 'User_Logon',
    userLastServer: 'User_LastServer',
    userDisabled: 'User_Disabled',
    userDeleted: 'User_Deleted',
    activityTable: 'Activity',
    activityUser: 'acty_userid', // [U]
    activityLogOn: 'acty_login', // [U]
    activityLogOff: 'acty_logoff',
    scriptsTable: 'Custom_Scripts',
    scriptType: 'CScr_ScriptType',
    countQuery: null,
  },
  metadata: {
    tables: [], // [U] tables and columns
    changeTracking: false,
    reloadBy: 'by-hand', // [U] the transport
    reloadPath: null,
    reloadMethod: 'POST',
    reloadExpect: null,
    reloadCommand: null,
    reloadInstruction:
      'Refresh the metadata on this server (RefreshMetadata, or Administration on the server itself), or recycle its application pool, which ends the sessions there.',
    stampPath: null,
    stampHeader: null,
    stampPattern: null,
  },
  pools: { dll: 10, tomcat: 10 }, // F5; [U] whether the DLL's pool is as large
  roles: sageCrmRoles,
  upgrade: {
    services: [
      'W3SVC', // IIS; F7: stopped on every server, with Tomcat and the services
      '{install}Tomcat*',
      'CRMEscalationService',
      'CRMIndexerService',
      'CRMIntegrationService',
      'SageCRMQuickFindService',
    ],
    installFolder: 'C:\\Program Files (x86)\\Sage\\CRM\\{install}', // [L]
    folders: ['{folder}'],
    registryKeys: ['HKLM\\SOFTWARE\\eware\\Config\\/{install}', 'HKLM\\SOFTWARE\\eware\\Mappings'],
    upgradeLog: '{folder}\\Setup\\upgradelog.html',
    scriptLogs: '{folder}\\Setup',
  },
  lock: { userId: '1', timeStyle: 120 }, // [L] [U]
  probe: {
    path: '/{install}/eware.dll/go',
    expect: 'EWARE_USERID',
    versionPattern: null, // [U] whether the page tells a version
    tomcatPath: '/sdata/{install}j/',
    tomcatAlive: [200, 204, 301, 302, 400, 401, 403, 404, 405], // [L] a dead one is a 502 or 503 of IIS
  },
  windows: {
    appPool: null, // [U]
    program: 'C:\\Program Files (x86)\\Sage\\CRM\\{install}\\WWWRoot\\eware.dll', // [L]
    registryKey: 'HKLM\\SOFTWARE\\eware\\Config\\/{install}',
    addressChecking: 'IPAddressChecking', // [L] that it stands in this key
    addressCheckingOff: 'N',
  },
};
