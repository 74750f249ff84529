-- The planner is told anew only of tables that have doubled since it was last told: a first load of thirty sources
-- would else sample the same facts and marts thirty times.
CREATE OR REPLACE FUNCTION cockpit.refresh_statistics(subject TEXT) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cockpit AS $$
DECLARE
    concerned TEXT;
BEGIN
    FOR concerned IN
        SELECT known.relname
        FROM pg_catalog.pg_class AS known
        WHERE known.relnamespace = 'cockpit'::regnamespace AND known.relkind = 'r'
        AND (known.relname = subject OR starts_with(known.relname, 'mart_' || subject || '_'))
        AND pg_catalog.pg_stat_get_mod_since_analyze(known.oid) > greatest(1000, known.reltuples)
    LOOP
        EXECUTE 'ANALYZE cockpit.' || quote_ident(concerned);
    END LOOP;
END;
$$;
