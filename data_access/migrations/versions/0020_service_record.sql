-- What volunteers did, one record a person and activity; which of them count is settled after each batch.
CREATE TABLE cockpit.service_record (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    record_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    category TEXT NOT NULL,
    category_source TEXT,
    channel TEXT NOT NULL,
    channel_source TEXT,
    unit_code TEXT NOT NULL,
    unit_code_source TEXT,
    status TEXT NOT NULL,
    status_source TEXT,
    evidence TEXT NOT NULL,
    evidence_source TEXT,
    person_key TEXT,
    team_key TEXT,
    activity_key TEXT,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    recorded_at TIMESTAMP WITH TIME ZONE,
    minutes_claimed INTEGER,
    minutes_travel INTEGER NOT NULL,
    counted BOOLEAN DEFAULT 'false' NOT NULL,
    counted_minutes INTEGER DEFAULT '0' NOT NULL,
    counted_by_source TEXT,
    counted_by_record TEXT,
    finding TEXT DEFAULT 'none' NOT NULL,
    first_of_month BOOLEAN DEFAULT 'false' NOT NULL,
    first_of_year BOOLEAN DEFAULT 'false' NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_service_record PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_service_record_occurred_on ON cockpit.service_record (city_code, occurred_on);
CREATE INDEX ix_service_record_person_key ON cockpit.service_record (city_code, person_key);
COMMENT ON COLUMN cockpit.service_record.category_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.service_record.person_key IS 'HMAC-SHA-256 of the person''s identifier; never the identifier';
COMMENT ON COLUMN cockpit.service_record.team_key IS 'the source''s own key of the team';
COMMENT ON COLUMN cockpit.service_record.activity_key IS 'the source''s own key of the activity';
COMMENT ON COLUMN cockpit.service_record.minutes_claimed IS 'as the source counts the service';
COMMENT ON COLUMN cockpit.service_record.minutes_travel IS 'on the way; never counted';
COMMENT ON COLUMN cockpit.service_record.counted IS 'of one person''s records that overlap in time one counts';
COMMENT ON COLUMN cockpit.service_record.counted_minutes IS 'of service, without travel';
COMMENT ON COLUMN cockpit.service_record.counted_by_source IS 'source of the record that counts in this one''s place';
COMMENT ON COLUMN cockpit.service_record.counted_by_record IS 'key of the record that counts in this one''s place';
COMMENT ON COLUMN cockpit.service_record.finding IS 'duplicate, overlap, over_16_hours, no_time or none';
COMMENT ON COLUMN cockpit.service_record.first_of_month IS
'first that counts in the city: persons of a month are a sum';
COMMENT ON COLUMN cockpit.service_record.first_of_year IS 'first that counts in the city: persons of a year are a sum';

CREATE TABLE cockpit.mart_service_record_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    records BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    overlapping BIGINT NOT NULL,
    over_16_hours BIGINT NOT NULL,
    entered_late BIGINT NOT NULL,
    persons_in_month BIGINT NOT NULL,
    persons_in_year BIGINT NOT NULL
);
CREATE INDEX ix_mart_service_record_county_day_city_code_day ON cockpit.mart_service_record_county_day (city_code, day);

CREATE TABLE cockpit.mart_service_record_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    records BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    overlapping BIGINT NOT NULL,
    over_16_hours BIGINT NOT NULL,
    entered_late BIGINT NOT NULL,
    persons_in_month BIGINT NOT NULL,
    persons_in_year BIGINT NOT NULL
);
CREATE INDEX ix_mart_service_record_township_day_city_code_day
ON cockpit.mart_service_record_township_day (city_code, day);

CREATE TABLE cockpit.mart_service_record_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    records BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    overlapping BIGINT NOT NULL,
    over_16_hours BIGINT NOT NULL,
    entered_late BIGINT NOT NULL,
    persons_in_month BIGINT NOT NULL,
    persons_in_year BIGINT NOT NULL
);
CREATE INDEX ix_mart_service_record_category_day_city_code_day
ON cockpit.mart_service_record_category_day (city_code, day);

CREATE TABLE cockpit.mart_service_record_community_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    records BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    overlapping BIGINT NOT NULL,
    over_16_hours BIGINT NOT NULL,
    entered_late BIGINT NOT NULL,
    persons_in_month BIGINT NOT NULL,
    persons_in_year BIGINT NOT NULL
);
CREATE INDEX ix_mart_service_record_community_day_city_code_day
ON cockpit.mart_service_record_community_day (city_code, day);

-- What one service record adds to the marts, all of it on the day the service started. Only what counts has minutes:
-- the sum over sources is what was served, each hour of a person once.
CREATE VIEW cockpit.service_record_contribution WITH (security_invoker = true) AS
SELECT
    city_code,
    occurred_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    channel,
    unit_code,
    counted::INTEGER AS counted,
    first_of_month::INTEGER AS persons_in_month,
    first_of_year::INTEGER AS persons_in_year,
    (status <> 'withdrawn')::INTEGER AS records,
    CASE WHEN counted THEN counted_minutes ELSE 0 END AS minutes,
    (finding = 'duplicate')::INTEGER AS duplicates,
    (finding = 'overlap')::INTEGER AS overlapping,
    (finding = 'over_16_hours')::INTEGER AS over_16_hours,
    (
        status <> 'withdrawn' AND coalesce(recorded_at > coalesce(ended_at, started_at) + INTERVAL '30 days', false)
    )::INTEGER AS entered_late
FROM cockpit.service_record;
