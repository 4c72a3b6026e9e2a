-- clean up history: forgets what msdb remembers of backups older than @days days (crm-facts F8); the files stay.
-- Needs EXECUTE on msdb.dbo.sp_delete_backuphistory, sysadmin as a rule.
DECLARE @oldest datetime = DATEADD(day, 0 - @days, GETDATE());
EXEC msdb.dbo.sp_delete_backuphistory @oldest_date = @oldest;
