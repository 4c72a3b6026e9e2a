-- session: the number of this connection, by which another one asks how far its statement is. Reads only.
SELECT CAST(@@SPID AS int) AS session
