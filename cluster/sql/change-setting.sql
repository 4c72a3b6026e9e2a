-- change setting: gives one live row of the CRM's settings table another value (crm-facts F1), if it still has the
-- value that was looked at (@before, '' for none) and if there is exactly one such row; else nothing is changed.
-- The row is found by its name; its key is not known and never written.
-- Every server has to reload its metadata to see it.
DECLARE @changed int = 0;
SET XACT_ABORT ON;
BEGIN TRANSACTION;
UPDATE {{settingsTable}} SET {{settingValue}} = @value
WHERE {{settingName}} = @name AND {{settingDeleted}} IS NULL
  AND COALESCE(CAST({{settingValue}} AS nvarchar(4000)), '') = @before;
SET @changed = @@ROWCOUNT;
IF @changed = 1 COMMIT TRANSACTION; ELSE ROLLBACK TRANSACTION;
SET XACT_ABORT OFF;
SELECT s.{{settingName}} AS name, s.{{settingValue}} AS value, @changed AS changed
FROM {{settingsTable}} AS s
WHERE s.{{settingDeleted}} IS NULL AND s.{{settingName}} = @name
