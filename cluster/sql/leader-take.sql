-- leader take: asks for the lock that makes one of several Fairleads the leader; answers at once, granted or not.
-- The lock belongs to this session and ends with it. 0 or 1 is granted, -1 is held by another session.
-- Once a few seconds while somebody else leads; changes nothing in the database.
DECLARE @result int;
EXEC @result = sp_getapplock
  @Resource = @lock,
  @LockMode = 'Exclusive',
  @LockOwner = 'Session',
  @LockTimeout = 0;
SELECT
  @result AS result,
  CAST(DATEDIFF_BIG(millisecond, '19700101', SYSUTCDATETIME()) AS nvarchar(20)) AS clockMs
