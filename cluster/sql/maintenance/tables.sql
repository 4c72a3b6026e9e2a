-- tables: all tables of users, whose statistics are made anew one after the other. Reads only.
SELECT s.name AS schemaName, o.name AS tableName
FROM sys.objects AS o
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE o.type = 'U'
ORDER BY o.name
