-- licence: is there one, and only one, for the whole cluster (crm-facts F1, F7)? Its value never leaves the server: how
-- many rows there are, how many of them differ, and how long the longest is.
-- Reads only. Run by `fairlead doctor`, never by the poll.
SELECT
  COUNT(*) AS licences,
  COUNT(DISTINCT CAST(s.{{settingValue}} AS nvarchar(4000))) AS different,
  MAX(DATALENGTH(s.{{settingValue}})) AS bytes
FROM {{settingsTable}} AS s
WHERE s.{{settingDeleted}} IS NULL
  AND s.{{settingName}} = @licence
