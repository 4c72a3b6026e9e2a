-- reorganise index: puts the pages of one index in order, little by little; everybody can work meanwhile (crm-facts F8).
-- What was done stays when it is cut off. Needs ALTER on the table (db_ddladmin).
DECLARE @statement nvarchar(1000) =
  N'ALTER INDEX ' + QUOTENAME(@index) + N' ON ' + QUOTENAME(@schema) + N'.' + QUOTENAME(@table) + N' REORGANIZE';
EXEC sp_executesql @statement;
