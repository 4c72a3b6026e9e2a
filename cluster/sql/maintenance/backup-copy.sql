-- backup copy: a whole copy of the database beside all plans (crm-facts F7), with checksums that are read back later.
-- COPY_ONLY: no differential and no log backup takes notice of it, so it harms nobody's chain. Upgrades use this one.
-- Writes a file on the database server; changes no table. Needs the role db_backupoperator.
BACKUP DATABASE @database TO DISK = @file
WITH COPY_ONLY, INIT, CHECKSUM, NAME = @name, STATS = 5;
