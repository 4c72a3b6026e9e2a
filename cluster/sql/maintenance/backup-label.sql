-- backup label: reads the first page of a backup file and fails where there is none; reads nothing of the backup itself.
-- Quick, whatever the size. Reads only. Needs the right to restore (CREATE DATABASE) or sysadmin.
RESTORE LABELONLY FROM DISK = @file;
