-- shrink: gives free space at the end of the files back to the disk and leaves 10 percent (crm-facts F8: monthly or
-- never). It moves pages about without regard to order, so afterwards every index is fragmented; and what is shrunk today
-- grows again tomorrow. Needs db_owner or sysadmin.
DBCC SHRINKDATABASE (0, 10) WITH NO_INFOMSGS;
