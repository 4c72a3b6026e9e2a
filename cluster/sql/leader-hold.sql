-- leader hold: whether this very session still has the lock of the leader.
-- Once a second or so while it leads. Reads only.
SELECT APPLOCK_MODE('public', @lock, 'Session') AS mode
