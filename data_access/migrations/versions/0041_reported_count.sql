CREATE TABLE cockpit.reported_count (
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
    unit_code TEXT NOT NULL,
    unit_code_source TEXT,
    value_unit TEXT NOT NULL,
    value_unit_source TEXT,
    period_start DATE NOT NULL,
    value NUMERIC NOT NULL,
    document TEXT,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_reported_count PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_reported_count_occurred_on ON cockpit.reported_count (city_code, occurred_on);
COMMENT ON COLUMN cockpit.reported_count.category_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.reported_count.unit_code_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.reported_count.value_unit_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.reported_count.period_start IS 'the first day of the period that is reported';
COMMENT ON COLUMN cockpit.reported_count.value IS 'in value_unit, as the unit reports it';
COMMENT ON COLUMN cockpit.reported_count.document IS 'the form or notice it was reported with';

CREATE TABLE cockpit.mart_reported_count_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    reports BIGINT NOT NULL,
    value_thousandths BIGINT NOT NULL
);
CREATE INDEX ix_mart_reported_count_county_day_city_code_day ON cockpit.mart_reported_count_county_day (city_code, day);

CREATE TABLE cockpit.mart_reported_count_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    reports BIGINT NOT NULL,
    value_thousandths BIGINT NOT NULL
);
CREATE INDEX ix_mart_reported_count_township_day_city_code_day ON cockpit.mart_reported_count_township_day (
    city_code, day
);

CREATE TABLE cockpit.mart_reported_count_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    reports BIGINT NOT NULL,
    value_thousandths BIGINT NOT NULL
);
CREATE INDEX ix_mart_reported_count_category_day_city_code_day ON cockpit.mart_reported_count_category_day (
    city_code, day
);

CREATE TABLE cockpit.mart_reported_count_community_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    reports BIGINT NOT NULL,
    value_thousandths BIGINT NOT NULL
);
CREATE INDEX ix_mart_reported_count_community_day_city_code_day ON cockpit.mart_reported_count_community_day (
    city_code, day
);

-- What one reported aggregate adds to the marts, on the last day of its period.
CREATE VIEW cockpit.reported_count_contribution WITH (security_invoker = true) AS
SELECT
    city_code,
    occurred_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    'unmapped'::TEXT AS channel,
    unit_code,
    1::INT AS reports,
    round(value * 1000)::BIGINT AS value_thousandths
FROM cockpit.reported_count;
