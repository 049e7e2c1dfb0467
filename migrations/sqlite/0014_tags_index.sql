-- On PostgreSQL an index of tags leaves out tasks without any; here there is none.
SELECT 1;
