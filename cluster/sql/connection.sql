-- connection: is the connection that asks this encrypted? TRUE or FALSE, in the server's own words.
-- Needs the right VIEW SERVER STATE (from SQL Server 2022 on: VIEW SERVER SECURITY STATE); without it Fairlead
-- relies on what its own end of the connection says.
-- Reads only. Run once on every new connection, before anything else.
SELECT c.encrypt_option AS encryptOption
FROM sys.dm_exec_connections AS c
WHERE c.session_id = @@SPID
