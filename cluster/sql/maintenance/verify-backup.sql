-- verify backup: reads a backup file through and compares its checksums; restores nothing.
-- A backup that nobody has read back is none. Reads only. Needs the right to restore (CREATE DATABASE) or sysadmin.
RESTORE VERIFYONLY FROM DISK = @file WITH CHECKSUM;
