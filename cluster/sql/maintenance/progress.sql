-- progress: how far the long statement of another connection is, in percent. SQL Server tells it for BACKUP, RESTORE,
-- DBCC and the reorganisation of indexes. Needs VIEW SERVER STATE; without it no row comes. Reads only.
SELECT r.command AS command, CAST(r.percent_complete AS float) AS [percent]
FROM sys.dm_exec_requests AS r
WHERE r.session_id = @session
