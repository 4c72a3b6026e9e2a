-- detached scripts: how many table-level scripts need the DTLS server (crm-facts F6); with none it is not needed.
-- Reads only. Run every ten minutes or so.
SELECT COUNT(*) AS scripts
FROM {{scriptsTable}} AS s
WHERE s.{{scriptType}} = 'tlsdetached'
