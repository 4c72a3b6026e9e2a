-- check database: reads every page and says what is damaged (crm-facts F8): one row a damage, none where all is well.
-- Takes long and much disk; repairs nothing. Reads only. Needs db_owner or sysadmin.
DBCC CHECKDB WITH NO_INFOMSGS, ALL_ERRORMSGS, TABLERESULTS;
