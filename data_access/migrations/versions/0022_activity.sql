-- What was held, for how many and how long.
CREATE TABLE cockpit.activity (
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
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    participants INTEGER,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_activity PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_activity_occurred_on ON cockpit.activity (city_code, occurred_on);
COMMENT ON COLUMN cockpit.activity.category_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.activity.participants IS 'person-times, as the source counts them';

CREATE TABLE cockpit.mart_activity_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    held BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    participants BIGINT NOT NULL,
    minutes BIGINT NOT NULL
);
CREATE INDEX ix_mart_activity_county_day_city_code_day ON cockpit.mart_activity_county_day (city_code, day);

CREATE TABLE cockpit.mart_activity_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    held BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    participants BIGINT NOT NULL,
    minutes BIGINT NOT NULL
);
CREATE INDEX ix_mart_activity_township_day_city_code_day ON cockpit.mart_activity_township_day (city_code, day);

CREATE TABLE cockpit.mart_activity_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    held BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    participants BIGINT NOT NULL,
    minutes BIGINT NOT NULL
);
CREATE INDEX ix_mart_activity_category_day_city_code_day ON cockpit.mart_activity_category_day (city_code, day);

CREATE TABLE cockpit.mart_activity_community_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    held BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    participants BIGINT NOT NULL,
    minutes BIGINT NOT NULL
);
CREATE INDEX ix_mart_activity_community_day_city_code_day ON cockpit.mart_activity_community_day (city_code, day);

-- What one activity adds to the marts, on the day it began or was to begin.
-- Held is what its status calls held; only where the source gives no status at all is it held because it is told.
CREATE VIEW cockpit.activity_contribution WITH (security_invoker = true) AS
WITH told AS (
    SELECT
        *,
        status = 'held' OR (status = 'unmapped' AND status_source IS null) AS held
    FROM cockpit.activity
)

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
    held::INTEGER AS held,
    (status = 'cancelled')::INTEGER AS cancelled,
    CASE WHEN held THEN coalesce(participants, 0) ELSE 0 END AS participants,
    CASE WHEN held THEN coalesce(extract(EPOCH FROM ended_at - occurred_at)::INTEGER / 60, 0) ELSE 0 END AS minutes
FROM told;
