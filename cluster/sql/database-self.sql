-- database self: the clock of the database server, and who we are there (crm-facts F10: a login of its own, not `sa`).
-- Reads only; needs no right. Run by `fairlead doctor`, never by the poll.
SELECT
  GETUTCDATE() AS utcNow,
  SUSER_SNAME() AS login,
  IS_SRVROLEMEMBER('sysadmin') AS administrator
