-- backup differential: what has changed since the last full backup (crm-facts F8), with checksums.
-- Of use only together with that full backup. Error 3035: there is none yet, or only COPY_ONLY ones.
-- Writes a file on the database server; changes no table. Needs the role db_backupoperator.
BACKUP DATABASE @database TO DISK = @file
WITH DIFFERENTIAL, INIT, CHECKSUM, NAME = @name, STATS = 5;
