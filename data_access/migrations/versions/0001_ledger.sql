CREATE TABLE cockpit.batch (
    city_code TEXT NOT NULL,
    batch_id UUID NOT NULL,
    source_key TEXT NOT NULL,
    dataset TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE NOT NULL,
    source_time TIMESTAMP WITH TIME ZONE,
    extracted BIGINT NOT NULL,
    inserted BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    superseded BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    deleted BIGINT NOT NULL,
    unmapped BIGINT NOT NULL,
    content_hash TEXT NOT NULL,
    watermark TEXT,
    CONSTRAINT pk_batch PRIMARY KEY (city_code, batch_id),
    CONSTRAINT ck_batch_adds_up CHECK (extracted = inserted + updated + unchanged + superseded + rejected)
);

CREATE INDEX ix_batch_city_code_source_key_finished_at ON cockpit.batch (city_code, source_key, finished_at);
COMMENT ON COLUMN cockpit.batch.content_hash IS 'SHA-256 over the bytes received';

CREATE TABLE cockpit.watermark (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    dataset TEXT NOT NULL,
    value TEXT,
    source_time TIMESTAMP WITH TIME ZONE NOT NULL,
    checked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    records BIGINT NOT NULL,
    CONSTRAINT pk_watermark PRIMARY KEY (city_code, source_key, dataset)
);

COMMENT ON COLUMN cockpit.watermark.value IS 'how far the source has been read, in its own words; null: no limit';
COMMENT ON COLUMN cockpit.watermark.records IS 'inserted minus deleted by all batches of the dataset';

CREATE TABLE cockpit.file_seen (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    dataset TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    batch_id UUID NOT NULL,
    CONSTRAINT pk_file_seen PRIMARY KEY (city_code, source_key, dataset, content_hash)
);

CREATE TABLE cockpit.quarantine (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    dataset TEXT NOT NULL,
    record TEXT NOT NULL,
    reason TEXT NOT NULL,
    locator TEXT NOT NULL,
    mapped JSONB NOT NULL,
    first_seen TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_quarantine PRIMARY KEY (city_code, source_key, dataset, record, reason)
);
COMMENT ON COLUMN cockpit.quarantine.record IS
'the record''s own key, hashed where it is too long to be one; its locator where it has no key';
COMMENT ON COLUMN cockpit.quarantine.locator IS
'file hash and line, or page and position: where the record was last seen at its source';
COMMENT ON COLUMN cockpit.quarantine.mapped IS
'mapped values after scrubbing; {} where the record is unreadable';

CREATE TABLE cockpit.load_failure (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    first_failed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    failed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    times INTEGER NOT NULL,
    reason TEXT NOT NULL,
    sentence TEXT NOT NULL,
    CONSTRAINT pk_load_failure PRIMARY KEY (city_code, source_key)
);
COMMENT ON COLUMN cockpit.load_failure.times IS 'how often it has failed since it last loaded';

CREATE TABLE cockpit.site_version (
    site_key TEXT NOT NULL,
    digest TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_site_version PRIMARY KEY (site_key)
);
COMMENT ON COLUMN cockpit.site_version.digest IS
'SHA-256 over the site''s files as they were loaded into the dimensions';

CREATE TABLE cockpit.mart_version (
    city_code TEXT NOT NULL,
    mart TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_mart_version PRIMARY KEY (city_code, mart)
);
