-- setting: the live row of one of the CRM's settings (crm-facts F1), as it is written, before it is changed.
-- Reads only.
SELECT s.{{settingName}} AS name, s.{{settingValue}} AS value
FROM {{settingsTable}} AS s
WHERE s.{{settingDeleted}} IS NULL AND s.{{settingName}} = @name
