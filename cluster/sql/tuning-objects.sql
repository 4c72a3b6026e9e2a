-- tuning objects: indexes and statistics that the Database Engine Tuning Advisor left behind. They have to be dropped
-- before an upgrade (crm-facts F7). An index has statistics of the same name; both are one row.
-- Reads only; shows what the login may see. Run by `fairlead doctor`, never by the poll.
SELECT o.name AS tableName, i.name AS objectName
FROM sys.indexes AS i
JOIN sys.objects AS o ON o.object_id = i.object_id
WHERE i.name LIKE '[_]dta[_]%'
UNION
SELECT o.name AS tableName, s.name AS objectName
FROM sys.stats AS s
JOIN sys.objects AS o ON o.object_id = s.object_id
WHERE s.name LIKE '[_]dta[_]%'
