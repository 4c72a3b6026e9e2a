-- lock: who has locked the system and since when, as it stands there, also where it has lapsed (crm-facts F1).
-- Reads only. Run before the lock is changed.
SELECT
  s.{{settingName}} AS name,
  s.{{settingValue}} AS value,
  DATEDIFF(minute, GETUTCDATE(), GETDATE()) AS utcOffsetMinutes
FROM {{settingsTable}} AS s
WHERE s.{{settingDeleted}} IS NULL AND s.{{settingName}} IN (@lockedBy, @lockedSince)
