CREATE TABLE cockpit.first_load (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    dataset TEXT NOT NULL,
    newest_from TIMESTAMP WITH TIME ZONE,
    backfill_id UUID,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    newest_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    fault TEXT,
    CONSTRAINT pk_first_load PRIMARY KEY (city_code, source_key, dataset)
);
COMMENT ON COLUMN cockpit.first_load.newest_from IS
'what changed since then is loaded first, what changed before is its history; null: all is read at once';
COMMENT ON COLUMN cockpit.first_load.backfill_id IS 'the backfill that reads the history';
COMMENT ON COLUMN cockpit.first_load.begun_at IS 'when it was asked for first';
COMMENT ON COLUMN cockpit.first_load.newest_at IS 'null: what is newest is still being loaded';
COMMENT ON COLUMN cockpit.first_load.finished_at IS 'null: older records are still being loaded';
COMMENT ON COLUMN cockpit.first_load.fault IS 'why the last try to read the history ended';

GRANT SELECT, INSERT, UPDATE, DELETE ON cockpit.first_load TO cockpit_writer;

-- The screen says of which sources older records are still being loaded; why a try failed is not for it.
GRANT SELECT (city_code, source_key, dataset, newest_from, begun_at, newest_at, finished_at) ON cockpit.first_load
TO cockpit_reader;
ALTER TABLE cockpit.first_load ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.first_load FORCE ROW LEVEL SECURITY;
CREATE POLICY first_load_owner ON cockpit.first_load FOR ALL TO cockpit_owner USING (true) WITH CHECK (true);
CREATE POLICY first_load_jobs ON cockpit.first_load FOR ALL TO cockpit_writer USING (true) WITH CHECK (true);
CREATE POLICY first_load_scope ON cockpit.first_load FOR SELECT TO cockpit_reader USING (
    city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ','))
);
