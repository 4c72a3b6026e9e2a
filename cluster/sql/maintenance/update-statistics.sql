-- update statistics: makes the statistics of one table anew, by a sample of the size SQL Server thinks right
-- (crm-facts F8). Everybody can work meanwhile. Needs ALTER on the table (db_ddladmin).
DECLARE @statement nvarchar(1000) =
  N'UPDATE STATISTICS ' + QUOTENAME(@schema) + N'.' + QUOTENAME(@table);
EXEC sp_executesql @statement;
