// What the look-alike says of itself: it is to be taken for a SQL Server by drivers and for what it is by people.

/** Major, minor and build of the version drivers are told: that of SQL Server 2019. */
export const serverVersion = { major: 15, minor: 0, build: 2000 } as const;

export const versionText =
  'Microsoft SQL Server 2019 look-alike of the Fairlead demo - 15.0.2000.5 (not a database server: it answers the few statements the product needs)';

/** Program name of LOGINACK; FreeTDS and others go by it. */
export const programName = 'Microsoft SQL Server';
export const serverName = 'SIMSQL';
export const collationName = 'SQL_Latin1_General_CP1_CI_AS';
