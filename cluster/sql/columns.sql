-- columns: which columns the three tables have that Fairlead reads, for `check --live` and `discover`.
-- Reads only; shows what the login may see. Run by hand, never by the poll.
SELECT
  c.TABLE_NAME AS tableName,
  c.COLUMN_NAME AS columnName,
  c.DATA_TYPE AS dataType
FROM INFORMATION_SCHEMA.COLUMNS AS c
WHERE c.TABLE_NAME IN (@settingsTable, @usersTable, @activityTable)
ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION
