-- connection limit: how many connections the database server takes. `configured` is the setting "user connections", where 0
-- means no limit of its own; `most` is what this edition can take at all; ownHost and ownProgram say who asks.
-- Reads only; needs no right. Run with database-connections.
SELECT
  c.value_in_use AS configured,
  @@MAX_CONNECTIONS AS most,
  HOST_NAME() AS ownHost,
  APP_NAME() AS ownProgram
FROM sys.configurations AS c
WHERE c.name = 'user connections'
