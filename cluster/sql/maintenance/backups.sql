-- backups: what the server remembers of backups of one database (msdb), newest first; D full, I differential, L log.
-- Needs SELECT on msdb.dbo.backupset and msdb.dbo.backupmediafamily. Reads only.
SELECT TOP (5000)
  b.type AS kind,
  f.physical_device_name AS [file],
  DATEDIFF(second, b.backup_finish_date, GETDATE()) AS ageSeconds,
  CAST(b.backup_size AS float) AS bytes,
  CAST(b.is_copy_only AS int) AS copyOnly,
  CAST(b.has_backup_checksums AS int) AS checksums
FROM msdb.dbo.backupset AS b
JOIN msdb.dbo.backupmediafamily AS f ON f.media_set_id = b.media_set_id
WHERE b.database_name = @database AND f.device_type = 2
ORDER BY b.backup_finish_date DESC
