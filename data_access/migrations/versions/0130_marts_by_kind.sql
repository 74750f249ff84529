-- A read of one kind went through the rows of all kinds of its days.
DO $$
DECLARE
    grain record;
BEGIN
    FOR grain IN
        SELECT indexes.tablename, indexes.indexname
        FROM pg_catalog.pg_indexes AS indexes
        WHERE indexes.schemaname = 'cockpit' AND indexes.indexname = 'ix_' || indexes.tablename || '_city_code_day'
            AND starts_with(indexes.tablename, 'mart_')
    LOOP
        EXECUTE 'CREATE INDEX ' || quote_ident(grain.indexname || '_kind') || ' ON cockpit.'
            || quote_ident(grain.tablename) || ' (city_code, day, kind)';
        EXECUTE 'DROP INDEX cockpit.' || quote_ident(grain.indexname);
    END LOOP;
END;
$$;
