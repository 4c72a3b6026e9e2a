-- delete backup: deletes one backup file by its whole path. SQL Server looks into it first: a file that is no backup
-- stays. The procedure is the one behind the maintenance plans of SQL Server itself. Needs sysadmin.
EXEC master.dbo.xp_delete_file 0, @file;
