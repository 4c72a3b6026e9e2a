-- library path: the root of the document library, which must be one share for all servers (crm-facts F1, F5).
-- Reads only. Run by `fairlead doctor` and at each look at files (files.lookMs), never by the poll.
SELECT s.{{settingValue}} AS value
FROM {{settingsTable}} AS s
WHERE s.{{settingDeleted}} IS NULL
  AND s.{{settingName}} = @library
