-- cluster settings: the few rows that say which servers there are and how the cluster stands.
-- Parameters are names of rows; one that is not known is NULL and finds nothing.
-- utcOffsetMinutes tells how far the database server's clock is from UTC, to read the time of a lock.
-- Reads only. Run by the poll, every ten seconds or so.
SELECT
  s.{{settingName}} AS name,
  s.{{settingValue}} AS value,
  DATEDIFF(minute, GETUTCDATE(), GETDATE()) AS utcOffsetMinutes
FROM {{settingsTable}} AS s
WHERE s.{{settingDeleted}} IS NULL
  AND s.{{settingName}} IN (
    @serverNames, @httpPort, @version, @lockedBy, @lockedSince,
    @distributedAddresses, @ownBalancing, @fullyQualifiedNames, @dtlsServer
  )
