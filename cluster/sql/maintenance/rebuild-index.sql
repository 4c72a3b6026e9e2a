-- rebuild index: makes one index anew, which also makes its statistics anew (crm-facts F8). The table cannot be written
-- meanwhile (on Enterprise edition rebuild-index-online.sql lets it). Needs ALTER on the table (db_ddladmin).
DECLARE @statement nvarchar(1000) =
  N'ALTER INDEX ' + QUOTENAME(@index) + N' ON ' + QUOTENAME(@schema) + N'.' + QUOTENAME(@table) + N' REBUILD';
EXEC sp_executesql @statement;
