-- Who may do what: jobs write, screens read, and row-level security lets a reader see the cities of its scope only.
GRANT USAGE ON SCHEMA cockpit TO cockpit_writer, cockpit_reader, cockpit_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cockpit TO cockpit_writer;

GRANT SELECT ON
cockpit.division, cockpit.division_alias, cockpit.grid, cockpit.unit, cockpit.code_list, cockpit.source,
cockpit.target, cockpit.site_version, cockpit.mart_version, cockpit.batch, cockpit.load_failure, cockpit.watermark, cockpit.event,
cockpit.event_contribution, cockpit.mart_event_county_day, cockpit.mart_event_township_day,
cockpit.mart_event_category_day, cockpit.mart_event_grid_day
TO cockpit_reader;

ALTER TABLE cockpit.event ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.event FORCE ROW LEVEL SECURITY;
CREATE POLICY event_jobs ON cockpit.event FOR ALL TO cockpit_writer USING (true) WITH CHECK (true);
CREATE POLICY event_scope ON cockpit.event FOR SELECT TO cockpit_reader
USING (city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ',')));

ALTER TABLE cockpit.mart_event_county_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.mart_event_county_day FORCE ROW LEVEL SECURITY;
CREATE POLICY mart_event_county_day_jobs ON cockpit.mart_event_county_day FOR ALL TO cockpit_writer USING (
    true
) WITH CHECK (true);
CREATE POLICY mart_event_county_day_scope ON cockpit.mart_event_county_day FOR SELECT TO cockpit_reader
USING (city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ',')));

ALTER TABLE cockpit.mart_event_township_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.mart_event_township_day FORCE ROW LEVEL SECURITY;
CREATE POLICY mart_event_township_day_jobs ON cockpit.mart_event_township_day FOR ALL TO cockpit_writer USING (
    true
) WITH CHECK (true);
CREATE POLICY mart_event_township_day_scope ON cockpit.mart_event_township_day FOR SELECT TO cockpit_reader
USING (city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ',')));

ALTER TABLE cockpit.mart_event_category_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.mart_event_category_day FORCE ROW LEVEL SECURITY;
CREATE POLICY mart_event_category_day_jobs ON cockpit.mart_event_category_day FOR ALL TO cockpit_writer USING (
    true
) WITH CHECK (true);
CREATE POLICY mart_event_category_day_scope ON cockpit.mart_event_category_day FOR SELECT TO cockpit_reader
USING (city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ',')));

ALTER TABLE cockpit.mart_event_grid_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.mart_event_grid_day FORCE ROW LEVEL SECURITY;
CREATE POLICY mart_event_grid_day_jobs ON cockpit.mart_event_grid_day FOR ALL TO cockpit_writer USING (
    true
) WITH CHECK (true);
CREATE POLICY mart_event_grid_day_scope ON cockpit.mart_event_grid_day FOR SELECT TO cockpit_reader
USING (city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ',')));

ALTER TABLE cockpit.batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.batch FORCE ROW LEVEL SECURITY;
CREATE POLICY batch_jobs ON cockpit.batch FOR ALL TO cockpit_writer USING (true) WITH CHECK (true);
CREATE POLICY batch_scope ON cockpit.batch FOR SELECT TO cockpit_reader
USING (city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ',')));

ALTER TABLE cockpit.load_failure ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.load_failure FORCE ROW LEVEL SECURITY;
CREATE POLICY load_failure_jobs ON cockpit.load_failure FOR ALL TO cockpit_writer USING (true) WITH CHECK (true);
CREATE POLICY load_failure_scope ON cockpit.load_failure FOR SELECT TO cockpit_reader
USING (city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ',')));

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
