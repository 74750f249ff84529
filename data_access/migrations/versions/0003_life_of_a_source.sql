ALTER TABLE cockpit.batch ADD COLUMN purpose TEXT NOT NULL DEFAULT 'load';
ALTER TABLE cockpit.batch ADD CONSTRAINT ck_batch_purpose CHECK (
    purpose IN ('load', 'backfill', 'replay', 'remap', 'correction', 'forgotten', 'retention')
);
COMMENT ON COLUMN cockpit.batch.purpose IS 'load, or why else facts changed';

ALTER TABLE cockpit.watermark ALTER COLUMN source_time DROP NOT NULL;
ALTER TABLE cockpit.watermark ALTER COLUMN checked_at DROP NOT NULL;
COMMENT ON COLUMN cockpit.watermark.checked_at IS 'null: never loaded, only backfilled';

CREATE TABLE cockpit.backfill (
    city_code TEXT NOT NULL,
    backfill_id UUID NOT NULL,
    source_key TEXT NOT NULL,
    dataset TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE,
    window_days FLOAT,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_backfill PRIMARY KEY (city_code, backfill_id)
);
COMMENT ON COLUMN cockpit.backfill.ends_at IS 'null: to the end of the source';
COMMENT ON COLUMN cockpit.backfill.window_days IS 'null: in one piece';

CREATE TABLE cockpit.backfill_window (
    city_code TEXT NOT NULL,
    backfill_id UUID NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE,
    reached TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    extracted BIGINT NOT NULL,
    inserted BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    CONSTRAINT pk_backfill_window PRIMARY KEY (city_code, backfill_id, starts_at)
);
COMMENT ON COLUMN cockpit.backfill_window.reached IS
'where the source gives records in order of change: up to here they are loaded, and a new try goes on from here';

CREATE TABLE cockpit.correction (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    record_key TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT,
    source_value TEXT,
    reason TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    corrected_on DATE NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_correction PRIMARY KEY (city_code, source_key, record_key, field)
);
COMMENT ON COLUMN cockpit.correction.source_value IS 'what the source says itself; comes back when the correction goes';
COMMENT ON COLUMN cockpit.correction.unit_code IS 'the unit that corrects; never a person';
COMMENT ON COLUMN cockpit.correction.applied_at IS 'null: no record with this key was loaded yet';

CREATE TABLE cockpit.forgotten (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    entity TEXT NOT NULL,
    hash TEXT NOT NULL,
    manner TEXT NOT NULL,
    forgotten_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_forgotten PRIMARY KEY (city_code, source_key, entity, hash),
    CONSTRAINT ck_forgotten_manner CHECK (manner IN ('record', 'person', 'anonymous'))
);
COMMENT ON COLUMN cockpit.forgotten.hash IS 'keyed; never the key or the identifier itself';
COMMENT ON COLUMN cockpit.forgotten.source_key IS '* for a person: whatever source';
COMMENT ON COLUMN cockpit.forgotten.manner IS
'record: its key; person: records about the person; anonymous: records stay, without the person';

CREATE TABLE cockpit.retention (
    city_code TEXT NOT NULL,
    entity TEXT NOT NULL,
    facts_from DATE,
    persons_from DATE,
    applied_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_retention PRIMARY KEY (city_code, entity)
);
COMMENT ON COLUMN cockpit.retention.facts_from IS
'records whose days all lie before are deleted, and marts of days before are never computed again';
COMMENT ON COLUMN cockpit.retention.persons_from IS 'records whose days all lie before keep no person key';

CREATE TABLE cockpit.pause (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    paused_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_pause PRIMARY KEY (city_code, source_key)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON
cockpit.backfill, cockpit.backfill_window, cockpit.correction, cockpit.forgotten, cockpit.retention, cockpit.pause
TO cockpit_writer;

-- The screen says which sources are paused; like all that names a city, only those of the viewer's scope.
GRANT SELECT ON cockpit.pause TO cockpit_reader;
ALTER TABLE cockpit.pause ENABLE ROW LEVEL SECURITY;
ALTER TABLE cockpit.pause FORCE ROW LEVEL SECURITY;
CREATE POLICY pause_owner ON cockpit.pause FOR ALL TO cockpit_owner USING (true) WITH CHECK (true);
CREATE POLICY pause_jobs ON cockpit.pause FOR ALL TO cockpit_writer USING (true) WITH CHECK (true);
CREATE POLICY pause_scope ON cockpit.pause FOR SELECT TO cockpit_reader USING (
    city_code = any(string_to_array(nullif(current_setting('app.cities', true), ''), ','))
);
