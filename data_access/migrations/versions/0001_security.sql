-- Who may do what: jobs write, screens read, and row-level security lets a reader see the cities of its scope only.
GRANT USAGE ON SCHEMA cockpit TO cockpit_writer, cockpit_reader, cockpit_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cockpit TO cockpit_writer;

-- What screens need and no more: not who an event is about, nor sentences that may name inner addresses.
GRANT SELECT ON
cockpit.division, cockpit.division_alias, cockpit.grid, cockpit.unit, cockpit.code_list, cockpit.source,
cockpit.target, cockpit.site_version, cockpit.mart_version, cockpit.batch, cockpit.watermark,
cockpit.event_contribution, cockpit.mart_event_county_day, cockpit.mart_event_township_day,
cockpit.mart_event_category_day, cockpit.mart_event_grid_day
TO cockpit_reader;

GRANT SELECT (
    city_code, source_key, record_key, kind, county_code, township_code, community_code, occurred_on, grid_code,
    category, category_source, channel, channel_source, unit_code, unit_code_source, status, status_source,
    occurred_at, accepted_at, due_at, closed_at, closed_on, due_on, rework_count, longitude, latitude, updated_at,
    batch_id, loaded_at
) ON cockpit.event TO cockpit_reader;

GRANT SELECT (city_code, source_key, first_failed_at, failed_at, times, reason) ON cockpit.load_failure
TO cockpit_reader;

-- The owner has a policy too: forced row-level security would otherwise leave its dumps empty.
DO $$
DECLARE
    protected text;
BEGIN
    FOREACH protected IN ARRAY ARRAY[
        'event', 'mart_event_county_day', 'mart_event_township_day', 'mart_event_category_day', 'mart_event_grid_day',
        'batch', 'watermark', 'load_failure', 'mart_version'
    ] LOOP
        EXECUTE 'ALTER TABLE cockpit.' || protected || ' ENABLE ROW LEVEL SECURITY';
        EXECUTE 'ALTER TABLE cockpit.' || protected || ' FORCE ROW LEVEL SECURITY';
        EXECUTE 'CREATE POLICY ' || protected || '_owner ON cockpit.' || protected
            || ' FOR ALL TO cockpit_owner USING (true) WITH CHECK (true)';
        EXECUTE 'CREATE POLICY ' || protected || '_jobs ON cockpit.' || protected
            || ' FOR ALL TO cockpit_writer USING (true) WITH CHECK (true)';
        EXECUTE 'CREATE POLICY ' || protected || '_scope ON cockpit.' || protected
            || ' FOR SELECT TO cockpit_reader USING '
            || '(city_code = any(string_to_array(nullif(current_setting(''app.cities'', true), ''''), '','')))';
    END LOOP;
END;
$$;

-- Planning a load needs statistics of the facts as they are now; only the owner of a table may take them.
CREATE FUNCTION cockpit.refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cockpit AS $$
BEGIN
    ANALYZE cockpit.event;
    ANALYZE cockpit.mart_event_county_day;
    ANALYZE cockpit.mart_event_township_day;
    ANALYZE cockpit.mart_event_category_day;
    ANALYZE cockpit.mart_event_grid_day;
END;
$$;
REVOKE ALL ON FUNCTION cockpit.refresh_statistics() FROM public;
GRANT EXECUTE ON FUNCTION cockpit.refresh_statistics() TO cockpit_writer;
