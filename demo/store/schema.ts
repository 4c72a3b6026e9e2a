// The tables of the simulated CRM database as SQL text. Columns that crm-facts does not name are invented and say so
// with `SIM_`, so that no code comes to depend on a guess. Rows and rules belong in store.ts and seed.ts.

/** T-SQL type names stand in the declarations: SQLite stores them as they are, the TDS side reads them back. */
export const schemaSql = `
CREATE TABLE Custom_SysParams (
  SIM_ParmId INTEGER PRIMARY KEY,
  Parm_Name nvarchar(60) NOT NULL COLLATE NOCASE,
  Parm_Value nvarchar(4000) COLLATE NOCASE,
  Parm_Deleted tinyint,
  Parm_Component nvarchar(40) COLLATE NOCASE
);
CREATE TABLE Users (
  User_UserId INTEGER PRIMARY KEY,
  User_Logon nvarchar(40) NOT NULL UNIQUE COLLATE NOCASE,
  User_FirstName nvarchar(30) COLLATE NOCASE,
  User_LastName nvarchar(40) COLLATE NOCASE,
  User_LastServer nvarchar(20) COLLATE NOCASE,
  User_LastLogin datetime,
  User_Logons int NOT NULL DEFAULT 0,
  User_Disabled nchar(1) COLLATE NOCASE,
  User_Deleted tinyint
);
CREATE TABLE Activity (
  SIM_ActivityId INTEGER PRIMARY KEY,
  SIM_ActivityUser int NOT NULL,
  SIM_ActivityLogOn datetime NOT NULL,
  SIM_ActivityLogOffTime datetime,
  acty_logoff nvarchar(20) COLLATE NOCASE
);
CREATE INDEX SIM_OpenActivity ON Activity (SIM_ActivityUser) WHERE acty_logoff IS NULL;
CREATE INDEX SIM_ActivityTimes ON Activity (SIM_ActivityLogOn);
CREATE INDEX SIM_UserServers ON Users (User_LastServer);
CREATE TABLE Custom_Scripts (
  SIM_ScriptId INTEGER PRIMARY KEY,
  SIM_ScriptName nvarchar(60) NOT NULL COLLATE NOCASE,
  CScr_ScriptType nvarchar(20) COLLATE NOCASE,
  SIM_ScriptDeleted tinyint
);
CREATE TABLE SIM_CustomCaptions (
  SIM_CaptionId INTEGER PRIMARY KEY,
  SIM_CaptionText nvarchar(60) NOT NULL COLLATE NOCASE,
  SIM_CaptionUpdated datetime NOT NULL
);
CREATE TABLE SIM_CustomScreens (
  SIM_ScreenId INTEGER PRIMARY KEY,
  SIM_ScreenName nvarchar(60) NOT NULL COLLATE NOCASE,
  SIM_ScreenUpdated datetime NOT NULL
);
`;

/** The one table of the database server's own memory, beside the CRM's. */
export const msdbSql = `
ATTACH ':memory:' AS msdb;
CREATE TABLE msdb.backupset (
  database_name nvarchar(128) NOT NULL COLLATE NOCASE,
  type nvarchar(1) NOT NULL,
  started datetime NOT NULL,
  finished datetime NOT NULL,
  device nvarchar(260) COLLATE NOCASE,
  bytes bigint NOT NULL DEFAULT 0,
  copy_only bit NOT NULL DEFAULT 0,
  checksums bit NOT NULL DEFAULT 0
);
`;
