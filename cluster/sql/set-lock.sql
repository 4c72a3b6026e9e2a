-- set lock: locks the system (@by is the id of a user) or unlocks it (@by is NULL), both rows or none (crm-facts F1).
-- Only while the lock is as it was looked at: @before is the id that stood there, '' for none.
-- The time is that of the database server; @timeStyle is a style of CONVERT.
-- Changes live rows by their names and nothing else; whatever finds no row, or more than one, is undone.
-- Every server has to reload its metadata to see it.
DECLARE @who int = 0;
DECLARE @when int = 0;
DECLARE @since nvarchar(40) = NULL;
IF @by IS NOT NULL SET @since = CONVERT(nvarchar(40), GETDATE(), @timeStyle);
SET XACT_ABORT ON;
BEGIN TRANSACTION;
UPDATE {{settingsTable}} SET {{settingValue}} = @by
WHERE {{settingName}} = @lockedBy AND {{settingDeleted}} IS NULL
  AND COALESCE(CAST({{settingValue}} AS nvarchar(100)), '') = @before;
SET @who = @@ROWCOUNT;
UPDATE {{settingsTable}} SET {{settingValue}} = @since
WHERE {{settingName}} = @lockedSince AND {{settingDeleted}} IS NULL;
SET @when = @@ROWCOUNT;
IF @who = 1 AND @when = 1 COMMIT TRANSACTION; ELSE ROLLBACK TRANSACTION;
SET XACT_ABORT OFF;
SELECT
  s.{{settingName}} AS name,
  s.{{settingValue}} AS value,
  @who AS changedBy,
  @when AS changedSince,
  DATEDIFF(minute, GETUTCDATE(), GETDATE()) AS utcOffsetMinutes
FROM {{settingsTable}} AS s
WHERE s.{{settingDeleted}} IS NULL AND s.{{settingName}} IN (@lockedBy, @lockedSince)
