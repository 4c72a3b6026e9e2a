-- user name: what a user logs on as, to say who locked the system (crm-facts F2).
-- Reads only. Run once for each user who locks the system.
SELECT u.{{userLogOn}} AS logOn
FROM {{usersTable}} AS u
WHERE CAST(u.{{userId}} AS nvarchar(20)) = @user
