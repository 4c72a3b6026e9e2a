-- backup log: the transaction log since the last log backup (crm-facts F8), with checksums; SQL Server may reuse the
-- space afterwards. A restore to a moment needs every one of them since the last full backup.
-- Error 4208: the recovery model is SIMPLE, such a log cannot be backed up. Error 4214: there is no full backup yet.
-- Writes a file on the database server; changes no table. Needs the role db_backupoperator.
BACKUP LOG @database TO DISK = @file
WITH INIT, CHECKSUM, NAME = @name, STATS = 5;
