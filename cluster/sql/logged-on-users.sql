-- logged-on users: how many people are on each server, as well as the database can tell (crm-facts F2):
-- log-ons within the idle time-out that have not ended, counted once a user, by the server of the user's last log-on.
-- An open log-on has NULL or an empty text in the log-off column. Fairlead's own service account is nobody.
-- Reads only. Run by the poll, every two seconds; an index on the log-on column keeps it cheap.
SELECT
  u.{{userLastServer}} AS server,
  COUNT(DISTINCT u.{{userId}}) AS users
FROM {{activityTable}} AS a
JOIN {{usersTable}} AS u ON u.{{userId}} = a.{{activityUser}}
WHERE (a.{{activityLogOff}} IS NULL OR a.{{activityLogOff}} = '')
  AND a.{{activityLogOn}} >= DATEADD(minute, -@idleMinutes, GETDATE())
  AND u.{{userDeleted}} IS NULL
  AND (u.{{userLogOn}} IS NULL OR u.{{userLogOn}} <> @serviceUser)
  AND (u.{{userDisabled}} IS NULL OR CAST(u.{{userDisabled}} AS nvarchar(10)) NOT IN ('Y', 'T', 'True', '1'))
GROUP BY u.{{userLastServer}}
