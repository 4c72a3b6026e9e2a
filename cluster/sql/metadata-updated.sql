-- metadata updated: when the customizations of one table were changed last (crm-facts F5), in the database's own time.
-- rowsThere shows deletions, which leave no newer date behind. Run for each table of the profile (crm.overrides.metadata),
-- joined by UNION ALL. Reads only. Run every metadata.lookMs; an index on the column keeps it cheap.
SELECT
  CONVERT(nvarchar(23), MAX(t.{{updated}}), 121) AS newest,
  COUNT(*) AS rowsThere
FROM {{table}} AS t
