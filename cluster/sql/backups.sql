-- backups: how many seconds ago this database was backed up, by kind, as the server remembers it (crm-facts F7, F8):
-- D is full, I differential, L the log. NULL: never.
-- Needs a user in msdb with SELECT on dbo.backupset; without it `fairlead doctor` says that backups were not examined.
-- Reads only. Run by `fairlead doctor`, never by the poll.
SELECT
  d.name AS databaseName,
  d.recovery_model_desc AS recovery,
  DATEDIFF(second, MAX(CASE WHEN b.type = 'D' THEN b.backup_finish_date END), GETDATE()) AS fullSeconds,
  DATEDIFF(second, MAX(CASE WHEN b.type = 'I' THEN b.backup_finish_date END), GETDATE()) AS differentialSeconds,
  DATEDIFF(second, MAX(CASE WHEN b.type = 'L' THEN b.backup_finish_date END), GETDATE()) AS logSeconds
FROM sys.databases AS d
LEFT JOIN msdb.dbo.backupset AS b ON b.database_name = d.name
WHERE d.name = DB_NAME()
GROUP BY d.name, d.recovery_model_desc
