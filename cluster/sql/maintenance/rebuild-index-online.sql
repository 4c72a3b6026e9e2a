-- rebuild index online: as rebuild-index.sql, and the table can be worked with meanwhile. Enterprise edition only.
-- Needs ALTER on the table (db_ddladmin).
DECLARE @statement nvarchar(1000) =
  N'ALTER INDEX ' + QUOTENAME(@index) + N' ON ' + QUOTENAME(@schema) + N'.' + QUOTENAME(@table)
  + N' REBUILD WITH (ONLINE = ON)';
EXEC sp_executesql @statement;
