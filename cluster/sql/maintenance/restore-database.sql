-- restore database: puts the database back as it was when the file was written (crm-facts F7). All later work is lost.
-- Run from master. It is set offline first, which ends every connection to it at once: a restore wants it for itself,
-- and while it is offline nobody can come in between. The restore brings it back online. Should the restore fail it
-- stays offline: mend the cause and restore again, or ALTER DATABASE ... SET ONLINE.
-- Needs sysadmin, or the owner of the database with dbcreator.
DECLARE @offline nvarchar(400) = N'ALTER DATABASE ' + QUOTENAME(@database) + N' SET OFFLINE WITH ROLLBACK IMMEDIATE';
IF EXISTS (SELECT 1 FROM sys.databases WHERE name = @database AND state = 0)
  EXEC sp_executesql @offline;
RESTORE DATABASE @database FROM DISK = @file WITH REPLACE, CHECKSUM, RECOVERY, STATS = 5;
