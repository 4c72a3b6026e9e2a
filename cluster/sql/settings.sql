-- settings: every live row of the CRM's settings table, for `fairlead discover`.
-- The value of a secret (licence, password, key) never leaves the server: NULL and its length come
-- instead, so a row with a length and no value is a secret.
-- Reads only. Run by hand, never by the poll.
SELECT TOP (5000)
  s.{{settingName}} AS name,
  CASE
    WHEN s.{{settingName}} IN ({{secretParameters}}) THEN NULL
    WHEN s.{{settingName}} LIKE '%password%' THEN NULL
    WHEN s.{{settingName}} LIKE '%passwd%' THEN NULL
    WHEN s.{{settingName}} LIKE '%pwd%' THEN NULL
    WHEN s.{{settingName}} LIKE '%secret%' THEN NULL
    WHEN s.{{settingName}} LIKE '%token%' THEN NULL
    WHEN s.{{settingName}} LIKE '%licen%' THEN NULL
    WHEN s.{{settingName}} LIKE '%key%' THEN NULL
    ELSE SUBSTRING(s.{{settingValue}}, 1, 4000)
  END AS value,
  DATALENGTH(s.{{settingValue}}) AS bytes
FROM {{settingsTable}} AS s
WHERE s.{{settingDeleted}} IS NULL
ORDER BY s.{{settingName}}
