-- tuning objects: indexes and statistics that the Database Engine Tuning Advisor left behind. They have to be dropped
-- before an upgrade (crm-facts F7). An index has statistics of the same name; both are one row.
-- Reads only; shows what the login may see. Run by `fairlead doctor` and once in an upgrade, never by the poll.
SELECT 'index' AS kind, s.name AS schemaName, o.name AS tableName, i.name AS objectName
FROM sys.indexes AS i
JOIN sys.objects AS o ON o.object_id = i.object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE i.name LIKE '[_]dta[_]%'
UNION
SELECT 'statistic' AS kind, s.name AS schemaName, o.name AS tableName, t.name AS objectName
FROM sys.stats AS t
JOIN sys.objects AS o ON o.object_id = t.object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.indexes AS i ON i.object_id = t.object_id AND i.name = t.name
WHERE t.name LIKE '[_]dta[_]%' AND i.name IS NULL
