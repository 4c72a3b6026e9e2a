-- metadata tracked: the newest version of a change that SQL Server's change tracking kept for one table of customizations
-- (crm-facts F5). Needs change tracking on for the table, and VIEW CHANGE TRACKING on it. Run for each table of the profile,
-- joined by UNION ALL, where crm.overrides.metadata.changeTracking is true. Reads only. Run every metadata.lookMs.
SELECT
  CONVERT(nvarchar(23), MAX(c.SYS_CHANGE_VERSION)) AS newest,
  0 AS rowsThere
FROM CHANGETABLE(CHANGES {{table}}, 0) AS c
