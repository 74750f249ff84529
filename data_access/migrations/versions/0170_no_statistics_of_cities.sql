-- Where the planner was told of one city only, it believes that another has a single record, whatever else is asked,
-- and reads all of that city for each person of a batch. Without statistics of these columns it goes by the others.
DO $$
DECLARE
    fact record;
BEGIN
    FOR fact IN
        SELECT known.oid::regclass AS name
        FROM pg_catalog.pg_class AS known
        WHERE known.relnamespace = 'cockpit'::regnamespace AND known.relkind = 'r'
            AND (
                SELECT count(*)
                FROM pg_catalog.pg_attribute AS part
                WHERE part.attrelid = known.oid AND part.attname IN ('record_key', 'batch_id', 'county_code')
            ) = 3
    LOOP
        EXECUTE 'ALTER TABLE ' || fact.name
            || ' ALTER COLUMN city_code SET STATISTICS 0, ALTER COLUMN source_key SET STATISTICS 0';
    END LOOP;
END;
$$;
