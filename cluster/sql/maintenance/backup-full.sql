-- backup full: a whole copy of the database in one new file (crm-facts F8), with checksums that are read back later.
-- Not COPY_ONLY: the differential backups after it build on it. Where somebody else keeps the backups of this database,
-- do not run it beside theirs: their next differential would want this file. Use backup-copy.sql there.
-- Compression is what the server has as its default. Writes a file on the database server; changes no table.
-- Needs the role db_backupoperator.
BACKUP DATABASE @database TO DISK = @file
WITH INIT, CHECKSUM, NAME = @name, STATS = 5;
