CREATE TABLE cockpit.register (
    city_code TEXT NOT NULL,
    source_key TEXT NOT NULL,
    record_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    grid_code TEXT NOT NULL,
    category TEXT NOT NULL,
    category_source TEXT,
    unit_code TEXT NOT NULL,
    unit_code_source TEXT,
    status TEXT NOT NULL,
    status_source TEXT,
    ended_on DATE,
    quantity NUMERIC,
    quantity_unit TEXT NOT NULL,
    quantity_unit_source TEXT,
    longitude FLOAT,
    latitude FLOAT,
    updated_at TIMESTAMP WITH TIME ZONE,
    batch_id UUID NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_register PRIMARY KEY (city_code, source_key, record_key)
);
CREATE INDEX ix_register_ended_on ON cockpit.register (city_code, ended_on);
CREATE INDEX ix_register_occurred_on ON cockpit.register (city_code, occurred_on);
COMMENT ON COLUMN cockpit.register.grid_code IS '''unmapped'' where it belongs to no grid';
COMMENT ON COLUMN cockpit.register.category_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.register.unit_code_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.register.status_source IS 'the source''s own code, kept for remapping';
COMMENT ON COLUMN cockpit.register.ended_on IS 'the first day on which it is no longer there; null: it still is';
COMMENT ON COLUMN cockpit.register.quantity IS 'how large it is, in quantity_unit: members, posts, m²; null: not said';
COMMENT ON COLUMN cockpit.register.quantity_unit_source IS 'the source''s own code, kept for remapping';

CREATE TABLE cockpit.mart_register_county_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    opened BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    quantity_opened BIGINT NOT NULL,
    quantity_closed BIGINT NOT NULL
);
CREATE INDEX ix_mart_register_county_day_city_code_day ON cockpit.mart_register_county_day (city_code, day);

CREATE TABLE cockpit.mart_register_township_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    opened BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    quantity_opened BIGINT NOT NULL,
    quantity_closed BIGINT NOT NULL
);
CREATE INDEX ix_mart_register_township_day_city_code_day ON cockpit.mart_register_township_day (city_code, day);

CREATE TABLE cockpit.mart_register_category_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    category TEXT NOT NULL,
    channel TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    opened BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    quantity_opened BIGINT NOT NULL,
    quantity_closed BIGINT NOT NULL
);
CREATE INDEX ix_mart_register_category_day_city_code_day ON cockpit.mart_register_category_day (city_code, day);

CREATE TABLE cockpit.mart_register_community_day (
    city_code TEXT NOT NULL,
    day DATE NOT NULL,
    county_code TEXT NOT NULL,
    township_code TEXT NOT NULL,
    community_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    opened BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    quantity_opened BIGINT NOT NULL,
    quantity_closed BIGINT NOT NULL
);
CREATE INDEX ix_mart_register_community_day_city_code_day ON cockpit.mart_register_community_day (city_code, day);

-- What one entry of a register adds to the marts: on the day it began and on the day it ended.
-- A withdrawn entry was never there; a planned one is not yet.
CREATE VIEW cockpit.register_contribution WITH (security_invoker = true) AS
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
    (status <> 'planned')::INT AS opened,
    0::INT AS closed,
    (status = 'planned')::INT AS planned,
    CASE WHEN status = 'planned' THEN 0 ELSE round(coalesce(quantity, 0)) END::BIGINT AS quantity_opened,
    0::BIGINT AS quantity_closed
FROM cockpit.register
WHERE status <> 'withdrawn'
UNION ALL
SELECT
    city_code,
    ended_on AS day,
    county_code,
    township_code,
    community_code,
    kind,
    source_key,
    category,
    'unmapped'::TEXT AS channel,
    unit_code,
    0::INT AS opened,
    1::INT AS closed,
    0::INT AS planned,
    0::BIGINT AS quantity_opened,
    round(coalesce(quantity, 0))::BIGINT AS quantity_closed
FROM cockpit.register
WHERE ended_on IS NOT null AND status NOT IN ('planned', 'withdrawn');
