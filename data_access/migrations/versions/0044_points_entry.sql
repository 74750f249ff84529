CREATE TABLE cockpit.points_entry (
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
    direction TEXT NOT NULL,
    direction_source TEXT,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    amount INTEGER NOT NULL,
    person_key TEXT,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_points_entry PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_points_entry_occurred_on ON cockpit.points_entry (city_code, occurred_on);
COMMENT ON COLUMN cockpit.points_entry.category_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.points_entry.unit_code_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.points_entry.direction_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.points_entry.amount IS 'points; `direction` says whether issued or redeemed';
COMMENT ON COLUMN cockpit.points_entry.person_key IS 'HMAC-SHA-256 of the account; never the account';

CREATE TABLE cockpit.mart_points_entry_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    entries BIGINT NOT NULL,
    issued_entries BIGINT NOT NULL,
    redeemed_entries BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    redeemed BIGINT NOT NULL
);
CREATE INDEX ix_mart_points_entry_county_day_city_code_day ON cockpit.mart_points_entry_county_day (city_code, day);

CREATE TABLE cockpit.mart_points_entry_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    entries BIGINT NOT NULL,
    issued_entries BIGINT NOT NULL,
    redeemed_entries BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    redeemed BIGINT NOT NULL
);
CREATE INDEX ix_mart_points_entry_township_day_city_code_day ON cockpit.mart_points_entry_township_day (city_code, day);

CREATE TABLE cockpit.mart_points_entry_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    entries BIGINT NOT NULL,
    issued_entries BIGINT NOT NULL,
    redeemed_entries BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    redeemed BIGINT NOT NULL
);
CREATE INDEX ix_mart_points_entry_category_day_city_code_day ON cockpit.mart_points_entry_category_day (city_code, day);

CREATE TABLE cockpit.mart_points_entry_community_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    entries BIGINT NOT NULL,
    issued_entries BIGINT NOT NULL,
    redeemed_entries BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    redeemed BIGINT NOT NULL
);
CREATE INDEX ix_mart_points_entry_community_day_city_code_day ON cockpit.mart_points_entry_community_day (
    city_code, day
);

-- What one line of a ledger of points adds to the marts, on its day.
CREATE VIEW cockpit.points_entry_contribution WITH (security_invoker = true) AS
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
    1::INT AS entries,
    (direction = 'issued')::INT AS issued_entries,
    (direction = 'redeemed')::INT AS redeemed_entries,
    CASE WHEN direction = 'issued' THEN amount ELSE 0 END AS issued,
    CASE WHEN direction = 'redeemed' THEN amount ELSE 0 END AS redeemed
FROM cockpit.points_entry;
