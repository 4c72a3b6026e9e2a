-- about: recovery model of the database, and where its server keeps backups by default. Reads only.
SELECT
  d.recovery_model_desc AS recovery,
  CAST(SERVERPROPERTY('InstanceDefaultBackupPath') AS nvarchar(260)) AS backupFolder
FROM sys.databases AS d
WHERE d.name = @database
