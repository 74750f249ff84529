-- Planning a load needs statistics of its own facts and marts as they are now; those of other subjects cost time only.
DROP FUNCTION cockpit.refresh_statistics();

CREATE FUNCTION cockpit.refresh_statistics(subject TEXT) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cockpit AS $$
DECLARE
    concerned TEXT;
BEGIN
    FOR concerned IN
        SELECT tables.tablename
        FROM pg_catalog.pg_tables AS tables
        WHERE tables.schemaname = 'cockpit'
        AND (tables.tablename = subject OR starts_with(tables.tablename, 'mart_' || subject || '_'))
    LOOP
        EXECUTE 'ANALYZE cockpit.' || quote_ident(concerned);
    END LOOP;
END;
$$;
REVOKE ALL ON FUNCTION cockpit.refresh_statistics(TEXT) FROM public;
GRANT EXECUTE ON FUNCTION cockpit.refresh_statistics(TEXT) TO cockpit_writer;
