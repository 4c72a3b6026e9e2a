-- indexes: those that are large enough to matter and more fragmented than @leastPercent and at most @mostPercent.
-- Reads only. Needs VIEW DATABASE STATE.
SELECT
  s.name AS schemaName,
  o.name AS tableName,
  i.name AS indexName,
  CAST(p.avg_fragmentation_in_percent AS float) AS fragmentation,
  CAST(p.page_count AS int) AS pages
FROM sys.dm_db_index_physical_stats(DB_ID(), NULL, NULL, NULL, 'LIMITED') AS p
JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id
JOIN sys.objects AS o ON o.object_id = i.object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE p.alloc_unit_type_desc = 'IN_ROW_DATA'
  AND p.index_id > 0
  AND p.page_count >= @leastPages
  AND p.avg_fragmentation_in_percent > @leastPercent
  AND p.avg_fragmentation_in_percent <= @mostPercent
  AND i.is_disabled = 0
  AND i.is_hypothetical = 0
  AND i.name IS NOT NULL
ORDER BY p.avg_fragmentation_in_percent DESC, o.name, i.name
