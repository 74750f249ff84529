-- Without statistics of them the planner takes city and source for a key of their own as long as a table is small, and
-- reads all that a source gave for each record of a batch.
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
            || ' ALTER COLUMN city_code SET STATISTICS -1, ALTER COLUMN source_key SET STATISTICS -1';
    END LOOP;
END;
$$;

DROP INDEX cockpit.ix_case_step_case_key;
CREATE INDEX ix_case_step_case_key ON cockpit.case_step (city_code, case_key, source_key);
