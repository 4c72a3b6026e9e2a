-- database connections: how many connections every machine and program holds, for the connection budget (crm-facts F5).
-- Needs the right VIEW SERVER STATE (from SQL Server 2022 on: VIEW SERVER PERFORMANCE STATE); without it SQL Server
-- shows the connections of the login that asks and no others, which Fairlead notices and says.
-- Reads only. Run once a minute or so, and before servers reload their metadata.
SELECT
  s.host_name AS hostName,
  s.program_name AS programName,
  COUNT(*) AS connections
FROM sys.dm_exec_sessions AS s
WHERE s.is_user_process = 1
GROUP BY s.host_name, s.program_name
ORDER BY s.host_name, s.program_name
