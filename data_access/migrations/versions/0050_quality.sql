-- How records came, and how good those are that the warehouse holds.
ALTER TABLE cockpit.batch ADD COLUMN repeated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cockpit.batch ADD COLUMN timed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cockpit.batch ADD COLUMN late BIGINT NOT NULL DEFAULT 0;
COMMENT ON COLUMN cockpit.batch.repeated IS 'records whose key stood more than once on their page';
COMMENT ON COLUMN cockpit.batch.timed IS 'changes whose own time is later than the first batch of the dataset';
COMMENT ON COLUMN cockpit.batch.late IS 'those of `timed` that came later than the source''s agreed interval';

ALTER TABLE cockpit.watermark ADD COLUMN received BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cockpit.watermark ADD COLUMN repeated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cockpit.watermark ADD COLUMN ahead_seconds BIGINT NOT NULL DEFAULT 0;
COMMENT ON COLUMN cockpit.watermark.received IS 'records of the last pass';
COMMENT ON COLUMN cockpit.watermark.repeated IS 'those of them that were repeated';
COMMENT ON COLUMN cockpit.watermark.ahead_seconds IS
'by how much times of change in the last pass were later than our own clock';

CREATE TABLE cockpit.quality (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    dataset TEXT NOT NULL,
    measure TEXT NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_quality PRIMARY KEY (city_code, source_key, dataset, measure)
);
COMMENT ON COLUMN cockpit.quality.measure IS 'records; unmapped; filled:<field>';
COMMENT ON COLUMN cockpit.quality.number IS 'of how many records that the warehouse holds now it is true';

GRANT SELECT, INSERT, UPDATE, DELETE ON cockpit.quality TO cockpit_writer;

GRANT SELECT ON cockpit.quality TO cockpit_reader;
ALTER TABLE cockpit.quality ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.quality FORCE ROW LEVEL SECURITY;
CREATE POLICY quality_owner ON cockpit.quality FOR ALL TO cockpit_owner USING (true) WITH CHECK (true);
CREATE POLICY quality_jobs ON cockpit.quality FOR ALL TO cockpit_writer USING (true) WITH CHECK (true);
CREATE POLICY quality_scope ON cockpit.quality FOR SELECT TO cockpit_reader USING (
    city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ','))
);
